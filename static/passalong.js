// Everything here only adds to pages that work without it.
(() => {
  const html = document.documentElement;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, act) => document.addEventListener(type, act);
  const voice = document.getElementById("say");
  const say = (text) => { voice.textContent = ""; setTimeout(() => { voice.textContent = text || ""; }, 50); };
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value != null && value !== false) element.setAttribute(key, value === true ? "" : value);
    element.append(...children);
    return element;
  };

  const ready = (root) => {
    all("[data-noscript]", root).forEach((element) => { element.hidden = true; });
    all("[data-copy]", root).forEach((element) => { element.hidden = !navigator.clipboard; });
    root.querySelector("[data-focus]:not(.sample *)")?.focus();
  };

  // Copy buttons copy the text before them.
  on("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.previousElementSibling.textContent);
    say(button.dataset.done);
  });

  // "/" goes to the search box; it can be turned off in the settings.
  on("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || "nokeys" in html.dataset) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const box = all("[data-find]").find((input) => input.offsetParent);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  // Slow is normal: say so after 400 ms, and what to do after 8 s.
  const waits = new WeakMap();
  const busy = (element) => {
    if (!element || waits.has(element)) return;
    waits.set(element, [
      setTimeout(() => { element.setAttribute("aria-busy", "true"); say(voice.dataset.busy); }, 400),
      setTimeout(() => say(voice.dataset.slow), 8000),
    ]);
  };
  const idle = (element) => {
    waits.get(element)?.forEach(clearTimeout);
    waits.delete(element);
    element?.removeAttribute("aria-busy");
  };
  const source = (event) => event.detail.ctx?.sourceElement;
  const button = (element) => element?.querySelector?.("button:not([type=button])") || element;
  on("submit", (event) => { if (!event.defaultPrevented) busy(event.submitter || button(event.target)); });
  on("htmx:before:request", (event) => busy(button(source(event))));
  on("htmx:finally:request", (event) => idle(button(source(event))));
  on("htmx:response:error", (event) => { if (event.detail.ctx.response.raw.status >= 500) say(voice.dataset.failed); });
  on("htmx:error", () => say(navigator.onLine ? voice.dataset.failed : voice.dataset.offline));
  on("htmx:after:swap", (event) => {
    const id = event.detail.ctx?.target?.id;
    const place = id && document.getElementById(id);
    if (place) ready(place);
  });
  addEventListener("pageshow", () => all("[aria-busy]").forEach(idle));
  addEventListener("offline", () => say(voice.dataset.offline));

  // A panel is a page of its own; here it opens over this one.
  on("click", async (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    busy(link);
    try {
      const answer = await fetch(link.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const panel = page.querySelector("main [data-panel]");
      if (!panel) throw new Error("no panel");
      const close = make("button", { class: "btn quiet sm close", type: "button" }, voice.dataset.close);
      const dialog = make("dialog", { "aria-labelledby": panel.querySelector("h1")?.id || null, lang: page.documentElement.lang, dir: page.documentElement.dir }, close, panel);
      close.onclick = () => dialog.close();
      dialog.onclose = () => { dialog.remove(); link.focus(); };
      document.body.append(dialog);
      ready(dialog);
      window.htmx?.process(dialog);
      dialog.showModal();
      (dialog.querySelector("input[type=search]") || close).focus();
    } catch { location.href = link.href; }
    idle(link);
  });

  // The menu of the account closes when attention goes elsewhere.
  const menu = document.querySelector(".you");
  on("click", (event) => { if (menu && !menu.contains(event.target)) menu.open = false; });
  on("keydown", (event) => {
    if (event.key !== "Escape" || !menu?.open) return;
    menu.open = false;
    menu.firstElementChild.focus();
  });

  // Media and pictures load when they are asked for.
  on("click", (event) => {
    const link = event.target.closest("a[data-play], a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if ("picture" in link.dataset) {
      link.replaceWith(make("img", { src: link.href, alt: link.dataset.alt, width: link.dataset.width, height: link.dataset.height }));
      return;
    }
    const poster = link.closest("[data-media]");
    const tracks = all("template[data-track]", poster).map((track) => make("track", { kind: "captions", src: track.dataset.src, srclang: track.dataset.lang, label: track.dataset.label, default: track.dataset.lang.split("-")[0] === html.lang.split("-")[0] }));
    const player = make(link.dataset.play, { class: "player", controls: true, src: link.href, tabindex: "0" }, ...tracks);
    poster.parentElement.querySelector(".player")?.remove();
    poster.hidden = link.dataset.play === "video";
    poster.before(player);
    const lines = all("[data-start]", poster.parentElement);
    player.ontimeupdate = () => {
      const now = lines.findLast((line) => line.dataset.start <= player.currentTime);
      if (!now || now.classList.contains("now")) return;
      lines.forEach((line) => line.classList.toggle("now", line === now));
      const list = now.parentElement;
      list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
    };
    player.play().catch(() => {});
    player.focus();
  });
  on("click", (event) => {
    const line = event.target.closest("[data-start] a")?.parentElement;
    const player = line?.closest("figure")?.querySelector(".player");
    if (player) { event.preventDefault(); player.currentTime = line.dataset.start; player.play(); }
  });

  // Put in order: the buttons work without a request, and keep the focus.
  on("click", (event) => {
    const mover = event.target.closest("[data-order] .mv button");
    if (!mover) return;
    event.preventDefault();
    const item = mover.closest("li");
    if (mover.name === "up") item.previousElementSibling?.before(item); else item.nextElementSibling?.after(item);
    const items = [...item.parentElement.children];
    items.forEach((one, place) => {
      one.className = "";
      one.querySelector("[name=up]").disabled = place === 0;
      one.querySelector("[name=down]").disabled = place === items.length - 1;
    });
    (mover.disabled ? item.querySelector("button:not(:disabled)") : mover).focus();
    say(`${item.firstElementChild.textContent.trim()}: ${items.indexOf(item) + 1}/${items.length}`);
  });

  ready(document);
})();
