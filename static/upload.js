// Sends a file in parts, straight to where it is kept; without it a form does the same for smaller ones.
(() => {
  const place = document.querySelector("[data-upload]");
  if (!place) return;
  const here = place.dataset.upload;
  const find = (selector) => place.querySelector(selector);

  // While the worker is at it: look again every few seconds.
  const watch = async () => {
    const state = find("#state");
    if (!state || !["waiting", "processing"].includes(state.dataset.state)) return;
    try {
      const answer = await fetch(`${here}/_state`);
      if (answer.ok) state.outerHTML = await answer.text();
    } catch { /* Without a line there is nothing new. */ }
    const now = find("#state").dataset.state;
    if (now === "done") location.reload();
    else if (["refused", "cancelled"].includes(now)) find("[data-cancel]")?.remove();
    else setTimeout(watch, 3000);
  };
  watch();

  const form = find("[data-send]");
  if (!form || !window.XMLHttpRequest) return;
  const words = find("[data-words]"), bar = find("[data-sending] progress"), percent = find("[data-percent]");
  const pause = find("[data-pause]"), pauseText = pause.textContent;
  let file = null, request = null, isPaused = false, isRunning = false, tries = 0;

  const say = (text) => { if (words.textContent !== text) words.textContent = text; };
  const show = (bytes) => {
    bar.value = 100 * bytes / file.size;
    percent.textContent = `${Math.floor(bar.value)}%`;
  };
  const refused = (text) => Object.assign(new Error(text), { isFinal: true });

  const ask = async (path, fields) => {
    const answer = await fetch(here + path, { method: "POST", body: new URLSearchParams(fields), headers: { accept: "application/json" } });
    if (answer.status >= 500) throw new Error("later");
    if (!answer.ok) throw refused((await answer.json()).detail);
    return answer;
  };
  const put = (address, blob, before) => new Promise((resolve, reject) => {
    request = new XMLHttpRequest();
    request.open("PUT", address);
    request.upload.onprogress = (event) => show(before + event.loaded);
    request.onload = () => (request.status === 200 ? resolve() : reject(new Error("later")));
    request.onerror = request.onabort = request.ontimeout = () => reject(new Error("later"));
    request.send(blob);
  });

  const run = async () => {
    if (isRunning) return;
    isRunning = true;
    try {
      for (;;) {
        const plan = await (await ask("/parts", { name: file.name, size: file.size })).json();
        show(plan.arrived);
        if (!plan.wanted.length) break;
        say(words.dataset.sendingText);
        let before = plan.arrived;
        for (const { number, address } of plan.wanted) {
          const first = (number - 1) * plan.part;
          const blob = file.slice(first, first + plan.part);
          await put(address, blob, before);
          before += blob.size;
          tries = 0;
        }
      }
      await ask("/finish", {});
      location.reload();
    } catch (error) {
      isRunning = false;
      if (error.isFinal) { form.hidden = false; pause.hidden = true; form.elements.file.focus(); say(error.message); return; }
      if (isPaused) return;
      say(words.dataset.lost);
      tries += 1;
      setTimeout(() => { if (!isPaused) run(); }, Math.min(1000 * 2 ** tries, 30000));
    }
  };

  form.addEventListener("submit", (event) => {
    file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    form.hidden = true;
    pause.hidden = false;
    find("[data-sending]").hidden = false;
    pause.focus();
    run();
  });
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? pause.dataset.goOn : pauseText;
    if (isPaused) { request?.abort(); say(words.dataset.paused); } else run();
  });
  addEventListener("online", () => { if (file && !isPaused) run(); });
  find("[data-cancel]")?.addEventListener("submit", () => { isPaused = true; request?.abort(); });
})();
