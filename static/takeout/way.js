// On the first page of a path that was taken along: which of its packs are done, as its packs' own pages remember it.
(() => {
  "use strict";
  const NAME = "passalong-copy";
  const items = [...document.querySelectorAll("[data-copy][data-modules]")];
  const isFramed = window.name === NAME && parent !== window;
  const target = location.origin === "null" ? "*" : location.origin;
  // What a browser sends in an address at the most, everywhere: a longer code is copied by hand.
  const LONGEST = 6000;

  const isState = (found) => Array.isArray(found?.done) && Boolean(found.answers) && Boolean(found.ticks);
  const show = (states) => {
    const known = (item) => states[item.dataset.copy];
    const count = (item) => new Set(known(item)?.done).size;
    const isDone = (item) => count(item) >= Number(item.dataset.modules);
    for (const item of items) {
      const bar = item.querySelector("progress");
      bar.value = count(item);
      bar.hidden = !count(item) || isDone(item);
      item.classList.toggle("done", isDone(item));
    }
    const needed = items.filter((item) => item.dataset.needed !== undefined);
    document.querySelector("[data-all-done]").hidden = !needed.length || !needed.every(isDone);
    const returning = document.querySelector("[data-return]");
    const code = items.flatMap((item) => (known(item) ? window.copiedCode(item.dataset.copy, known(item)) || [] : [])).join(",");
    returning.hidden = isFramed || !code;
    returning.querySelector("[name=code]").value = code;
    returning.querySelector("button").hidden = code.length > LONGEST;
  };

  if (isFramed) {
    addEventListener("message", ({ source, data }) => {
      if (source === parent && data?.source === NAME && data.states) show(data.states);
    });
    parent.postMessage({ source: NAME, copy: "", at: 0 }, target);
    return;
  }
  const look = () => show(Object.fromEntries(items.flatMap(({ dataset: { copy } }) => {
    try {
      const found = JSON.parse(localStorage.getItem(`${NAME}-${copy}`));
      return isState(found) ? [[copy, found]] : [];
    } catch { return []; }
  })));
  look();
  // Who goes back sees what was done meanwhile.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) look(); });
})();
