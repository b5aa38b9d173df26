// Inside a frame: pages change without a reload, so that what somebody did stays in memory, and the host is told.
// Nothing is stored: a sandboxed frame may not even ask. Where the host has signed who learns, the server keeps it.
(() => {
  "use strict";
  const html = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const main = () => document.getElementById("main");
  const given = new URLSearchParams(location.hash.replace(/^#\??/, ""));
  const secret = given.get("secret");
  const packs = new Map();      // key of a pack: its modules that are done, and how many there are
  const finished = new Set();   // keys of packs that are done, as the server knows
  const kept = new Map();       // address of a page: what was answered and ticked on it
  let here = location.href.replace(/#.*/, "");
  let session = "";             // what says whose progress the server keeps
  let isLost = false;

  // As a form: anything else would have to be asked for first, and a frame without an origin is given nothing.
  // A line that is dead says nothing: after a while it is given up.
  const MOST_WAIT = 30000;
  const ask = (address, more = []) => {
    const dead = new AbortController(), limit = setTimeout(() => dead.abort(), MOST_WAIT);
    const how = { credentials: "omit", signal: dead.signal };
    const asked = session
      ? fetch(address, { ...how, method: "POST", body: new URLSearchParams([["session", session], ...more]) })
      : fetch(`${address}${more.length ? `?${new URLSearchParams(more)}` : ""}`, how);
    return asked.finally(() => clearTimeout(limit));
  };

  // What a host may know: nothing of it says who somebody is, so every host may hear it.
  const tell = (type, more) => { if (parent !== window) parent.postMessage({ source: "passalong", v: 1, type, ...more }, "*"); };
  const inWordPress = (message, value) => { if (secret && parent !== window) parent.postMessage({ message, value, secret }, "*"); };

  // The height is that of what is in the page. Hosts that change our width with our height are followed ever slower.
  let height = 0, waiting = 0, hurry = 0, lti = false;
  // A learning system that opened us is told in its own words, once it has said that it knows them.
  const inLearningSystem = (subject, more) => { if (parent !== window) parent.postMessage({ subject, message_id: `${subject} ${Date.now()}`, ...more }, "*"); };
  const resize = () => { if (lti && height) inLearningSystem("lti.frameResize", { height }); };
  const measure = () => {
    waiting = 0;
    const now = Math.ceil(document.getElementById("frame").getBoundingClientRect().height);
    if (Math.abs(now - height) < 4) return;
    height = now;
    hurry = Math.min(hurry + 1, 6);
    setTimeout(() => { hurry = Math.max(0, hurry - 1); }, 2000);
    tell("height", { height });
    inWordPress("height", height);
    resize();
  };
  // A host whose script came after this one has not heard it.
  for (const seconds of [1, 3, 9, 27]) setTimeout(() => { if (height) tell("height", { height }); }, 1000 * seconds);
  const watcher = new ResizeObserver(() => { waiting ||= setTimeout(measure, 30 * 2 ** hurry); });

  const pack = () => {
    const { pack: key, total } = main().dataset;
    if (!packs.has(key)) packs.set(key, { done: new Set(), total: Number(total) || 0, right: new Map() });
    for (const module of (main().dataset.completed || "").split(" ")) if (module) packs.get(key).done.add(module);
    return packs.get(key);
  };
  // The path around a pack: how many of the packs that have to be done are.
  const isFinished = (key) => finished.has(key) || Boolean(packs.get(key)?.total) && packs.get(key).done.size >= packs.get(key).total;
  const split = (text) => (text || "").split(" ").filter(Boolean);
  const way = () => {
    const { way: path, wayPacks, wayDone } = main().dataset;
    if (!path) return null;
    for (const key of split(wayDone)) finished.add(key);
    const all = split(wayPacks), done = all.filter(isFinished).length;
    return { path, done, total: all.length, percent: all.length ? Math.floor((100 * done) / all.length) : 0, language: html.lang };
  };
  const report = () => {
    const { pack: key, module } = main().dataset;
    const { done, total, right } = pack();
    const told = { pack: key, module, done: done.size, total, percent: total ? Math.floor((100 * done.size) / total) : 0,
      answered: right.size, right: [...right.values()].filter(Boolean).length, language: html.lang,
      modules: [...done], marks: Object.fromEntries([...right].map(([id, mark]) => [id.slice(2), mark ? 1 : 0])) };
    const around = way();
    if (around) told.path = around.path;
    tell("progress", told);
    if (total && done.size >= total) tell("completed", told);
    if (around) tell("progress", around);
    if (around && around.percent === 100) tell("completed", around);
  };

  // What the page shows of what was done before, and what only works with script.
  const dress = () => {
    for (const element of all("[data-noscript]")) element.hidden = true;
    for (const element of all(".fsigned")) element.hidden = !session;
    // A learning system's frame may ask for an account, in a tab of its own; without an origin of its own a frame may not.
    for (const element of all(".flink")) element.hidden = !given.has("lti") || window.origin === "null";
    for (const element of all(".fkept")) element.hidden = Boolean(session);
    for (const element of all(".flost")) element.hidden = !isLost;
    for (const element of all("[data-with-script]")) element.textContent = element.dataset.withScript;
    for (const item of all("[data-station]")) item.classList.toggle("done", pack().done.has(item.dataset.station));
    for (const item of all("[data-pack-station]")) {
      if ("kept" in item.dataset) finished.add(item.dataset.packStation);
      item.classList.toggle("done", isFinished(item.dataset.packStation));
    }
    const around = way();
    for (const element of all("[data-all-done]")) element.hidden = around?.percent !== 100;
    const saved = kept.get(here);
    for (const [id, question] of saved?.questions || []) document.getElementById(id)?.replaceWith(question.cloneNode(true));
    for (const id of saved?.ticks || []) { const box = document.getElementById(id); if (box) box.checked = true; }
  };
  const memory = () => {
    if (!kept.has(here)) kept.set(here, { questions: new Map(), ticks: new Set() });
    return kept.get(here);
  };

  // Whoever leaves a page for one that does not come would lose what is only in memory. Who clicks again meanwhile means that.
  let goings = 0;
  const go = async (address, isFirst = false, link = null) => {
    const mine = ++goings;
    const answer = await askPatiently(address, [], link);
    const text = await answer?.text().catch(() => say("failed", link));
    if (text === undefined || mine !== goings) return;
    if (session && answer.status === 400) { lose(); await go(address, isFirst, link); return; }
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!page.getElementById("frame")) { location.href = address + location.hash; return; }
    here = new URL(address, here).href;
    for (const name of ["lang", "dir"]) html.setAttribute(name, page.documentElement.getAttribute(name));
    document.title = page.title;
    document.getElementById("frame").replaceChildren(...page.getElementById("frame").childNodes);
    dress();
    if (isFirst) return;
    const title = main().querySelector("h1");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    title.scrollIntoView({ block: "nearest" });
  };

  // A weak network, or a server with much to do, is asked again before anybody is told.
  const PAUSES = [1000, 4000], LONG = 8000;
  const askPatiently = async (address, more, control) => {
    for (const pause of [...PAUSES, 0]) {
      const late = setTimeout(() => say("slow", control), LONG);
      const answer = await ask(address, more).catch(() => null);
      clearTimeout(late);
      if (answer && answer.status < 500 && answer.status !== 429) { hush(); return answer; }
      say(pause ? "slow" : "failed", control);
      if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return null;
  };

  const hush = () => { for (const old of all(".fsaid")) old.remove(); };
  // For those who hear it, and for those who look at what they have just used.
  const say = (what, beside) => {
    const voice = document.getElementById("say");
    voice.textContent = voice.dataset[what];
    hush();
    if (!beside) return;
    const words = document.createElement("p");
    words.className = "fsaid msg warn";
    words.textContent = voice.textContent;
    beside.after(words);
  };
  const lose = () => {
    session = "";
    isLost = true;
    dress();
    location.replace("#");
  };
  // A key is good once. What it is changed for stays in the address, behind the #, which is sent to nobody.
  const begin = async () => {
    session = given.get("session") || "";
    if (!session && given.has("learner")) try {
      const answer = await fetch("/embed/learners", { method: "POST", credentials: "omit", body: new URLSearchParams({ learner: given.get("learner") }) });
      if (!answer.ok) throw new Error("refused");
      ({ session } = await answer.json());
    } catch { lose(); return; }
    if (!session) return;
    given.delete("learner");
    given.set("session", session);
    location.replace(`#?${given}`);
    await go(here, true);
  };
  // Whether there was an answer: what is refused once is refused again, and keeps nobody from going on.
  const save = async (address, more, control) => {
    const answer = await askPatiently(address, more, control);
    if (answer?.status === 400) lose();
    else if (answer && !answer.ok) say("failed", control);
    return Boolean(answer);
  };
  const showKept = async (button) => {
    const answer = await ask("/embed/learners/kept");
    const text = button.closest(".fsigned").querySelector("pre");
    text.textContent = JSON.stringify(await answer.json(), null, 1);
    text.hidden = false;
    text.focus();
  };
  const forget = async () => {
    await ask("/embed/learners/forgotten");
    // What the page says of it would be taken up again.
    for (const name of ["completed", "wayDone"]) delete main().dataset[name];
    for (const item of all("[data-kept]")) delete item.dataset.kept;
    for (const known of [packs, finished, kept]) known.clear();
    lose();
    go(here);
  };

  const check = async (form) => {
    const asked = [...new FormData(form)].filter(([name]) => name === "answer");
    let question;
    try {
      const answer = await ask(`/embed${form.dataset.hxPost}`, asked);
      question = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form.quiz");
      if (!question) throw new Error("no question");
    } catch { say("failed", form.querySelector("button[name=check]")); return; }
    form.replaceWith(question);
    const feedback = question.querySelector("[data-focus]");
    feedback?.focus();
    memory().questions.set(question.id, question.cloneNode(true));
    if (question.querySelector(".fb:not([role])")) pack().right.set(question.id, !question.querySelector(".fb.not"));
    report();
  };

  document.addEventListener("click", (event) => {
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    // Where forms are forbidden no "submit" is ever fired: the button is asked instead.
    const button = event.target.closest("form.quiz button[name=check]");
    if (button) { event.preventDefault(); check(button.form); return; }
    const keeping = event.target.closest("button[data-kept-do]");
    if (keeping) { (keeping.dataset.keptDo === "show" ? showKept(keeping) : forget()).catch(() => say("failed", keeping)); return; }
    const link = event.target.closest("a[href]");
    if (!link || !plain) return;
    const isDone = link.dataset.done !== undefined && main().dataset.module;
    if (isDone) {
      pack().done.add(main().dataset.module);
      report();
    }
    if (link.dataset.go !== undefined) {
      event.preventDefault();
      // The next page says what is done: it is asked for when that is kept.
      (isDone && session ? save(`${here.split("?")[0]}/done`, [], link) : Promise.resolve(true)).then((isAnswered) => { if (isAnswered) go(link.href, false, link); });
      return;
    }
    if (event.defaultPrevented || link.hash && link.pathname === location.pathname) return;
    tell("link", { url: link.href });
    if (window.origin === "null") inWordPress("link", link.href);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches(".flink")) { event.target.elements.session.value = session; return; }
    event.preventDefault();
    if (event.target.matches("form.quiz")) check(event.target);
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".clist input[type=checkbox]");
    if (!box) return;
    memory().ticks[box.checked ? "add" : "delete"](box.id);
    if (session) save(`/embed${new URL(box.form.dataset.hxPost, here).pathname.replace(/\/_saved$/, "")}`, [...new FormData(box.form)], box.closest("label") || box);
  });

  // A host that keeps it itself, such as a package in a learning system, says what was done before.
  for (const module of (given.get("done") || "").split(".")) if (all("[data-station]").some((one) => one.dataset.station === module)) pack().done.add(module);
  // Of a path: its packs by their keys, with how many modules each has and those that are done.
  for (const one of (given.get("packs") || "").split(",")) {
    const [key, total, done] = one.split(":");
    if (all("[data-pack-station]").some((item) => item.dataset.packStation === key)) packs.set(key, { done: new Set((done || "").split(".").filter(Boolean)), total: Number(total) || 0, right: new Map() });
  }
  dress();
  watcher.observe(document.getElementById("frame"));
  addEventListener("message", ({ source, data }) => {
    // Once: who answers each height with it anew is not answered for ever.
    if (lti || !given.has("lti") || source !== parent || data?.subject !== "lti.capabilities.response" || !Array.isArray(data.supported_messages)) return;
    lti = data.supported_messages.some((one) => one?.subject === "lti.frameResize");
    resize();
  });
  if (given.has("lti")) inLearningSystem("lti.capabilities");
  // A page that says why nothing is shown uses no key up, and may not show it by other means.
  if (main().dataset.pack === undefined) return;
  begin();
  tell("ready", { pack: main().dataset.pack || "", title: document.title, language: html.lang });
})();
