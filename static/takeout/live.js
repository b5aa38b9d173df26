// Between a pack that is shown live from our site and a learning system that speaks SCORM: what its messages say is kept there.
(() => {
  "use strict";
  let frame = document.querySelector("iframe");
  const { release, live } = frame.dataset;
  const questions = Number(frame.dataset.questions);
  const system = window.learningSystem(release);
  const site = new URL(live).origin;
  const away = document.querySelector("[data-is=away]");
  let done = new Set(), marks = {}, total = 0;

  // Kept as `live1|modules done|questions with 1 or 0`.
  const packed = () => ["live1", [...done].join("."), Object.entries(marks).map(([id, mark]) => `${id}=${mark}`).join(",")].join("|");
  const unpack = (text) => {
    const [version, modules, given] = text.split("|");
    if (version !== "live1") return;
    done = new Set(modules.split(".").filter(Boolean));
    for (const one of given.split(",").filter(Boolean)) { const [id, mark] = one.split("="); marks[id] = Number(mark) === 1 ? 1 : 0; }
  };
  const open = () => {
    away.hidden = false;
    // What stands behind # is sent to nobody; where only that has changed, a frame would not open the page again.
    const fresh = frame.cloneNode();
    fresh.src = `${live}#done=${[...done].join(".")}`;
    frame.replaceWith(fresh);
    frame = fresh;
  };

  addEventListener("message", (event) => {
    const said = event.data;
    if (event.source !== frame.contentWindow || event.origin !== site || said?.source !== "passalong" || said.v !== 1) return;
    // Heights are told again and again, also by a page that has lost its network.
    if (said.type === "ready" || said.type === "progress" && navigator.onLine) away.hidden = true;
    const height = Math.ceil(Number(said.height));
    if (said.type === "height" && height > 0) frame.style.height = `${Math.min(height, 30000)}px`;
    if (said.type !== "progress" || !Array.isArray(said.modules)) return;
    for (const module of said.modules) if (/^m\d{1,3}$/.test(module)) done.add(module);
    for (const [id, mark] of Object.entries(said.marks || {})) if (/^[\w-]{1,24}$/.test(id)) marks[id] = mark ? 1 : 0;
    total = Number(said.total) || 0;
    const kept = packed();
    system.report({
      kept: kept.length <= system.most ? kept : ["live1", [...done].join("."), ""].join("|"),
      place: String(said.module || "").slice(0, 100),
      done: said.done,
      isDone: total > 0 && said.done >= total,
      total,
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
