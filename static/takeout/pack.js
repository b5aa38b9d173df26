// In a copy of a pack: what was done is remembered, in this browser or in the learning system around. Pages work without it too.
(() => {
  "use strict";
  const NAME = "passalong-copy";
  const main = document.querySelector("main");
  const { copy } = document.documentElement.dataset;
  const place = `${NAME}-${copy}`;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const isFramed = window.name === NAME && parent !== window;
  const target = location.origin === "null" ? "*" : location.origin;
  // done: numbers of modules; ticks: the id of a box to 1 or 0; answers: the id of a question to [1 when right, what was given, ids of what was chosen]
  let state = { done: [], ticks: {}, answers: {} };

  // Two answers are the same as the server marks them: capitals, accents and the script of digits do not count.
  const digit = (sign) => {
    const code = sign.codePointAt(0), low = code & 15;
    return String(/\p{Nd}/u.test(String.fromCodePoint(code - low)) ? low : low - 6);
  };
  const plain = (text) => text.normalize("NFKC").toLowerCase().normalize("NFKD")
    .replace(/[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u0655\u0670\u0640\p{Cf}]/gu, "").replace(/\p{Nd}/gu, digit)
    .replace(/\s+/gu, " ").replace(/^(?:(?![%&@#*])[\p{P}\p{Z}])+|(?:(?![%&@#*])[\p{P}\p{Z}])+$/gu, "");

  const units = (boxes) => boxes.map((one) => one.dataset.unit);
  const choice = {
    ids: (quiz) => units(all("input:checked", quiz)),
    given: (quiz) => all("input", quiz).flatMap((box, n) => (box.checked ? [n] : [])).join("."),
    isRight: (quiz) => all("input", quiz).every((box) => box.checked === box.hasAttribute("data-right")),
    put: (quiz, given) => { const on = given.split("."); all("input", quiz).forEach((box, n) => { box.checked = on.includes(String(n)); }); },
  };
  const steps = (quiz) => all(".steps > li", quiz);
  const order = {
    ids: (quiz) => units(steps(quiz)),
    given: (quiz) => steps(quiz).map((one) => one.dataset.place).join("."),
    isRight: (quiz) => steps(quiz).every((one, n) => one.dataset.place === String(n)),
    put: (quiz, given) => {
      const known = new Map(steps(quiz).map((one) => [one.dataset.place, one]));
      for (const one of given.split(".")) if (known.has(one)) quiz.querySelector(".steps").append(known.get(one));
    },
  };
  const typed = {
    ids: (quiz) => [quiz.querySelector(".typed").value],
    given: (quiz) => quiz.querySelector(".typed").value.slice(0, 60),
    isRight: (quiz) => quiz.querySelector(".typed").dataset.accepted.split("\n").includes(plain(quiz.querySelector(".typed").value)),
    put: (quiz, given) => { quiz.querySelector(".typed").value = given; },
  };
  const kinds = { one: choice, many: choice, order, text: typed };
  const kindOf = (quiz) => kinds[quiz.dataset.kind];

  const say = (quiz, isRight) => {
    const said = quiz.querySelector(".said");
    if (!said) return;
    said.hidden = quiz.dataset.kind === "order" && !isRight;
    for (const one of all("[data-is]", said)) one.hidden = (one.dataset.is === "right") !== isRight;
  };
  const mark = (quiz) => {
    const kind = kindOf(quiz), given = kind.given(quiz);
    if (!given) return;
    const isRight = kind.isRight(quiz);
    const answer = [isRight ? 1 : 0, given, kind.ids(quiz)];
    state.answers[quiz.dataset.quiz] = answer;
    say(quiz, isRight);
    save({ answers: { [quiz.dataset.quiz]: answer } });
  };

  // A page that leaves takes with it what the window around has not heard yet.
  let count = 0, told = "", onward = "";
  const leave = () => { if (onward) location.href = onward; onward = ""; };
  const save = (change) => {
    // Where a copy is kept on the device, kept.js hears what is new.
    dispatchEvent(new CustomEvent("passalong-done", { detail: { change, code: (whole) => window.copiedCode(copy, whole, true) } }));
    told = `${performance.timeOrigin}-${++count}`;
    if (isFramed) parent.postMessage({ source: NAME, copy, state, at: Number(main.dataset.module) || 0, told }, target);
    else try { localStorage.setItem(place, JSON.stringify(state)); } catch { /* A browser may keep nothing: the pages still work. */ }
  };
  const returning = document.querySelector("[data-return]");
  const showCode = () => {
    const code = window.copiedCode(copy, state);
    if (!returning || isFramed || !code) return;
    returning.hidden = false;
    returning.querySelector("[name=code]").value = code;
  };
  const show = () => {
    showCode();
    for (const item of all("[data-station]")) item.classList.toggle("done", state.done.includes(Number(item.dataset.station)));
    for (const quiz of all("[data-quiz]")) {
      const answer = state.answers[quiz.dataset.quiz];
      if (!answer) continue;
      if (answer[1]) kindOf(quiz).put(quiz, answer[1]);
      say(quiz, Boolean(answer[0]));
    }
    for (const box of all(".ticks input")) box.checked = Boolean(state.ticks[box.id]);
  };
  const take = (found) => {
    // What was done here before it was known what had been done is not lost.
    if (Array.isArray(found?.done)) {
      state = { done: [...new Set([...found.done, ...state.done])], ticks: { ...found.ticks, ...state.ticks }, answers: { ...found.answers, ...state.answers } };
    }
    show();
  };

  // Steps are put in order by buttons, which the keyboard reaches.
  for (const list of all(".steps[data-up]")) for (const one of [...list.children]) for (const [word, sign] of [["up", "↑"], ["down", "↓"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", `${list.dataset[word]}: ${one.textContent.replace(/[↑↓]/g, "").trim()}`);
    button.addEventListener("click", () => {
      const other = word === "up" ? one.previousElementSibling : one.nextElementSibling;
      if (!other) return;
      if (word === "up") other.before(one); else other.after(one);
      button.focus();
      mark(one.closest("[data-quiz]"));
    });
    one.append(" ", button);
  }
  for (const link of all("[data-with-script]")) link.textContent = link.dataset.withScript;
  document.addEventListener("change", (event) => {
    const quiz = event.target.closest("[data-quiz]");
    if (quiz) mark(quiz);
    if (!event.target.closest(".ticks")) return;
    const tick = { [event.target.id]: Number(event.target.checked) };
    Object.assign(state.ticks, tick);
    save({ ticks: tick });
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const number = Number(main.dataset.module);
    if (link.dataset.done !== undefined && number && !state.done.includes(number)) { state.done.push(number); save({ done: [number] }); }
    // What is on the web may not be shown in a frame.
    if (isFramed && /^https?:/.test(link.getAttribute("href"))) { link.target = "_blank"; link.rel = "noopener"; }
    if (!isFramed || !told || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onward = link.href;
    setTimeout(leave, 2000);
  });

  if (isFramed) {
    addEventListener("message", ({ source, data }) => {
      if (source !== parent || data?.source !== NAME) return;
      if (data.state) take(data.state);
      if (data.heard !== told) return;
      told = "";
      leave();
    });
    parent.postMessage({ source: NAME, copy, at: Number(main.dataset.module) || 0 }, target);
  } else {
    const look = () => { try { take(JSON.parse(localStorage.getItem(place))); } catch { show(); } };
    look();
    // Who goes back sees what was done meanwhile.
    addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); });
  }
})();
