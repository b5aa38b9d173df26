// Offers to keep a pack on the reader's own device. Nothing is registered, kept or fetched before somebody asks; then keeper.js does it.
(() => {
  const words = document.querySelector("template[data-words]");
  if (!words || !navigator.serviceWorker || !window.caches || !window.crypto?.subtle) return;
  const keeper = () => import(words.dataset.keeper);
  const show = (section) => section.querySelectorAll("[data-when]").forEach((one) => { one.hidden = !one.dataset.when.includes("none"); });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-keep] button"), section = button?.closest("[data-keep]");
    if (!section) return;
    try { (await keeper()).act(section, button.dataset); } catch {
      const problem = section.querySelector("[data-problem]");
      problem.textContent = words.content.querySelector("[data-word=lost]").textContent;
      problem.hidden = false;
    }
  });

  const note = document.querySelector("[data-no-network]");
  if (note) {
    // Shown in place of another page, or when the device says so: there is no network.
    note.hidden = navigator.onLine && /^\/[^/]+\/offline$/.test(location.pathname);
    note.querySelector("[data-again]").href = location.href;
  }
  (async () => {
    const names = await caches.keys();
    if (names.some((name) => name.startsWith("kept-"))) (await keeper()).start();
    else document.querySelectorAll("[data-keep]").forEach(show);
  })();
})();
