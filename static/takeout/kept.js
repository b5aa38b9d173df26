// In a page of a pack that this device keeps: what is done there waits for the network, and worker.js takes it to the site.
(() => {
  "use strict";
  const { copy, bring } = document.documentElement.dataset;
  const place = `/kept-done/${copy}`;
  let last = Promise.resolve(), isWriting = false;

  // Read anew each time: what the site has got by now is not sent again.
  const note = async ({ change, code }) => {
    const cache = await caches.open("done-1");
    const known = await (await cache.match(place))?.json();
    const state = { done: [], ticks: {}, answers: {}, ...known?.state };
    state.done = [...new Set([...state.done, ...(change.done || [])])];
    Object.assign(state.ticks, change.ticks);
    Object.assign(state.answers, change.answers);
    const whole = code(state);
    if (!whole) return cache.delete(place);
    return cache.put(place, new Response(JSON.stringify({ to: bring, code: whole, state })));
  };
  addEventListener("passalong-done", ({ detail }) => {
    isWriting = true;
    last = last.then(() => note(detail)).catch(() => {}).then(() => { isWriting = false; });
  });
  // A page that leaves would take it along unwritten.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !isWriting || link.target || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await Promise.race([last, new Promise((done) => { setTimeout(done, 2000); })]);
    location.href = link.href;
  });
})();
