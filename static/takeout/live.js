// Between a pack that is shown live from our site and a learning system that speaks SCORM: what its messages say is kept there.
(() => {
  "use strict";
  let frame = document.querySelector("iframe");
  const { release, live } = frame.dataset;
  const questions = Number(frame.dataset.questions);
  const system = window.learningSystem(release);
  const site = new URL(live).origin;
  const away = document.querySelector("[data-is=away]");
  let done = new Set(), marks = {}, far = { done: 0, total: 0 };
  // Of a path: its packs by their keys, each with how many modules it has and those that are done.
  const isWhole = "whole" in frame.dataset, packs = new Map();

  // Kept as `live1|modules done|questions with 1 or 0`, of a path as `live2|pack:modules:done,…|questions`.
  const modules = () => isWhole ? [...packs].map(([key, one]) => `${key}:${one.total}:${[...one.done].join(".")}`).join(",") : [...done].join(".");
  const version = isWhole ? "live2" : "live1";
  const packed = () => [version, modules(), Object.entries(marks).map(([id, mark]) => `${id}=${mark}`).join(",")].join("|");
  const unpack = (text) => {
    const [known, places, given] = text.split("|");
    if (known !== version) return;
    if (isWhole) for (const one of places.split(",").filter(Boolean)) { const [key, total, list] = one.split(":"); packs.set(key, { total: Number(total) || 0, done: new Set(list.split(".").filter(Boolean)) }); }
    else done = new Set(places.split(".").filter(Boolean));
    for (const one of given.split(",").filter(Boolean)) { const [id, mark] = one.split("="); marks[id] = Number(mark) === 1 ? 1 : 0; }
  };
  const open = () => {
    away.hidden = false;
    // What stands behind # is sent to nobody; where only that has changed, a frame would not open the page again.
    const fresh = frame.cloneNode();
    fresh.src = `${live}#${isWhole ? "packs" : "done"}=${modules()}`;
    frame.replaceWith(fresh);
    frame = fresh;
  };

  const learn = (said) => {
    const known = said.modules.filter((module) => /^m\d{1,3}$/.test(module));
    const key = String(said.pack);
    if (!isWhole) done = new Set([...done, ...known]);
    else if (/^\w{1,24}$/.test(key)) packs.set(key, { total: Number(said.total) || 0, done: new Set([...(packs.get(key)?.done ?? []), ...known]) });
    for (const [id, mark] of Object.entries(said.marks || {})) if (/^[\w-]{1,24}$/.test(id)) marks[id] = mark ? 1 : 0;
  };

  addEventListener("message", (event) => {
    const said = event.data;
    if (event.source !== frame.contentWindow || event.origin !== site || said?.source !== "passalong" || said.v !== 1) return;
    // Heights are told again and again, also by a page that has lost its network.
    if (said.type === "ready" || said.type === "progress" && navigator.onLine) away.hidden = true;
    const height = Math.ceil(Number(said.height));
    if (said.type === "height" && height > 0) frame.style.height = `${Math.min(height, 30000)}px`;
    if (said.type !== "progress") return;
    // What is said of a path is how many of its packs are done; what is said of a pack, its modules.
    if (isWhole ? said.path && !said.pack : Array.isArray(said.modules)) far = { done: Number(said.done) || 0, total: Number(said.total) || 0 };
    if (Array.isArray(said.modules)) learn(said);
    const kept = packed();
    system.report({
      kept: kept.length <= system.most ? kept : [version, modules(), ""].join("|"),
      place: String(said.module || "").slice(0, 100),
      done: far.done,
      isDone: far.total > 0 && far.done >= far.total,
      total: far.total,
      right: Object.values(marks).filter(Boolean).length,
      questions: Math.max(questions, Object.keys(marks).length),
    });
  });
  addEventListener("offline", () => { away.hidden = false; });
  document.querySelector("[data-again]").addEventListener("click", open);

  document.querySelector(`[data-is=${system.isConnected ? "connected" : "nowhere"}]`).hidden = false;
  if (system.isConnected) unpack(system.kept());
  open();
})();
