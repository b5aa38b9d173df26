// Everything here only adds to pages that work without it.
(() => {
  const html = document.documentElement;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (type, act) => document.addEventListener(type, act);
  const saver = "saver" in html.dataset;
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
    all("[data-share]", root).forEach((element) => { element.hidden = !navigator.share; });
    // What was said of an answer is gone to when it comes, not by whoever opens the page again.
    root.querySelector(`[data-focus]:not(.sample *${root === document ? ", .fb" : ""})`)?.focus();
  };

  // Copy buttons copy the text before them.
  on("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = button.previousElementSibling;
    // Where a browser does not let us, the text is marked, and copied the old way.
    try { await navigator.clipboard.writeText(text.textContent); } catch {
      getSelection().selectAllChildren(text);
      if (!document.execCommand("copy")) return;
    }
    say(button.dataset.done);
  });

  // Who closes the list of programs changed their mind.
  on("click", ({ target }) => {
    const url = target.closest("[data-share]")?.dataset.share;
    if (url) navigator.share({ url }).catch(() => {});
  });

  // Without script the link leads to a handout.
  on("click", (event) => {
    if (!event.target.closest("[data-print]")) return;
    event.preventDefault();
    print();
  });

  // "/" goes to the search box; it can be turned off in the settings.
  on("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || "nokeys" in html.dataset) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const box = all("[data-find]").find((input) => input.offsetParent);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  });

  // Ctrl+Enter sends a message.
  on("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest("form[data-send]")?.requestSubmit();
  });

  // Slides follow the arrow that points where they lie.
  on("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.closest("input, textarea, select, pre")) return;
    const rel = way === (html.dir === "rtl" ? -1 : 1) ? "next" : "prev";
    document.querySelector(`[data-deck] [rel=${rel}]`)?.click();
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
  // What waits is remembered with its request: a swap may have taken it off the page.
  // What failed is seen in its form as well, until it is tried again.
  const fail = (event, text) => {
    const form = source(event);
    say(text);
    if (form?.matches?.("form:not([role=search])")) form.append(make("p", { class: "msg bad", "data-fault": true }, text));
  };
  on("htmx:before:request", (event) => {
    source(event)?.querySelector?.("[data-fault]")?.remove();
    busy(event.detail.ctx.waits = button(source(event)));
  });
  on("htmx:finally:request", (event) => idle(event.detail.ctx.waits));
  on("htmx:response:error", (event) => { if (event.detail.ctx.response.raw.status >= 500) fail(event, voice.dataset.failed); });
  on("htmx:error", (event) => fail(event, navigator.onLine ? voice.dataset.failed : voice.dataset.offline));
  on("htmx:after:settle", (event) => { for (const node of event.detail.newContent) if (node.nodeType === 1) ready(node); });
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

  // The part of a text that is being read is marked in the list beside it.
  const parts = all(".toc a"), heads = parts.map((part) => document.getElementById(decodeURIComponent(part.hash.slice(1))));
  const follow = () => {
    const now = heads.filter((head) => head?.getBoundingClientRect().top < innerHeight / 3).length - 1;
    parts.forEach((part, place) => { if (place === now) part.setAttribute("aria-current", "true"); else part.removeAttribute("aria-current"); });
  };
  if (parts.length) {
    const watch = new IntersectionObserver(follow, { rootMargin: "0px 0px -66%" });
    for (const head of heads) if (head) watch.observe(head);
  }

  // Media and pictures load when they are asked for.
  // A device remembers where somebody was, in film or sound, and how fast they listen, where it may.
  const kept = (name, value) => {
    try {
      if (value === undefined) return Number(localStorage.getItem(name));
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { return 0; }
  };
  const place = (poster, seconds) => kept(`at ${location.pathname} ${poster.querySelector("h3").textContent}`, seconds);
  // It follows the browser's own control, too.
  const pace = (poster, player) => {
    const control = poster.querySelector("template[data-speed]").content.firstElementChild.cloneNode(true);
    const speed = control.querySelector("select");
    const hurry = () => { player.defaultPlaybackRate = player.playbackRate = speed.value; };
    speed.value = kept("speed") || 1;
    hurry();
    speed.onchange = hurry;
    player.onratechange = () => {
      speed.value = player.playbackRate;
      if (speed.value) kept("speed", speed.value === "1" ? 0 : speed.value);
    };
    return control;
  };
  const open = (link, seconds) => {
    const poster = link.closest("[data-media]");
    const tracks = all("template[data-track]", poster).map((track) => make("track", { kind: "captions", src: track.dataset.src, srclang: track.dataset.lang, label: track.dataset.label, default: track.dataset.lang.split("-")[0] === html.lang.split("-")[0] }));
    // Long films come in pieces too, for browsers that know how; the others take the file.
    const { play, pieces, type } = link.dataset;
    const files = pieces ? [make("source", { src: pieces, type: "application/vnd.apple.mpegurl" }), make("source", { src: link.href, type })] : [];
    const player = make(play, { class: "player", controls: true, "aria-label": poster.querySelector("h3").textContent, preload: "none", src: pieces ? null : link.href, tabindex: "0", crossorigin: "frame" in html.dataset || link.origin !== location.origin ? "anonymous" : null }, ...files);
    all(".player, [data-pace]", poster.parentElement).forEach((element) => element.remove());
    poster.hidden = play === "video";
    poster.before(player, pace(poster, player));
    const lines = all("[data-start]", poster.parentElement);
    const from = seconds || place(poster);
    player.onended = () => place(poster, 0);
    player.ontimeupdate = () => {
      if (!player.ended) place(poster, Math.floor(player.currentTime));
      const now = lines.findLast((line) => line.dataset.start <= player.currentTime);
      if (!now || now.classList.contains("now")) return;
      lines.forEach((line) => line.classList.toggle("now", line === now));
      const list = now.parentElement;
      list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
    };
    if (from) player.currentTime = from;
    // Captions that are shown load at once, whatever the player does.
    player.addEventListener("play", () => player.append(...tracks), { once: true });
    player.focus();
    return player;
  };
  on("click", (event) => {
    const link = event.target.closest("a[data-play], a[data-picture]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if ("picture" in link.dataset) {
      link.replaceWith(make("img", { src: link.href, alt: link.dataset.alt, width: link.dataset.width, height: link.dataset.height }));
      return;
    }
    open(link).play().catch(() => {});
  });
  on("click", (event) => {
    const line = event.target.closest("[data-start] a")?.parentElement;
    const player = line?.closest("figure")?.querySelector(".player");
    if (player) { event.preventDefault(); player.currentTime = line.dataset.start; player.play(); }
  });

  // "?t=372" opens the player there: playing for who comes from our own pages, waiting for who opens a link.
  // With data saver the transcript at that line is enough.
  const at = Number(new URLSearchParams(location.search).get("t"));
  const clip = at && saver ? null : document.getElementById(location.hash.slice(1))?.closest("figure")?.querySelector("[data-play]");
  // After the page has gone to the line of the transcript, which would take the focus away.
  if (at > 0 && clip) addEventListener("load", () => setTimeout(() => {
    const player = open(clip, at);
    if (document.referrer.startsWith(`${location.origin}/`)) player.play().catch(() => {});
  }));

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
      one.querySelector(".tag")?.remove();
      one.querySelector("[name=up]").disabled = place === 0;
      one.querySelector("[name=down]").disabled = place === items.length - 1;
    });
    (mover.disabled ? item.querySelector("button:not(:disabled)") : mover).focus();
    say(`${item.firstElementChild.textContent.trim()}: ${items.indexOf(item) + 1}/${items.length}`);
  });

  // Search: results while somebody types, and when a filter changes.
  let waiting, asking, rest, replaces;
  const find = (form, typed) => {
    replaces = typed;
    if (window.htmx) htmx.trigger(form, "find"); else if (!typed) form.requestSubmit();
  };
  const isSearch = (form) => form?.matches("[data-hx-trigger*=find]");
  on("change", (event) => { if (!saver && !event.target.dataset.find && event.target.name !== "q" && isSearch(event.target.form)) find(event.target.form, false); });
  on("submit", (event) => { if (event.target.matches("[role=search]")) { clearTimeout(waiting); asking?.abort(); replaces = false; } });
  on("htmx:config:request", (event) => { if (replaces && isSearch(event.detail.ctx.sourceElement)) event.detail.ctx.request.body.set("typed", "1"); });
  on("htmx:after:settle", (event) => {
    const found = event.detail.newContent.find((node) => node.dataset?.say);
    clearTimeout(rest);
    if (found) rest = setTimeout(() => say(found.dataset.say), replaces ? 1000 : 0);
  });
  on("click", (event) => {
    const link = event.target.closest("[data-next]");
    if (!link) return;
    event.preventDefault();
    const now = link.closest("[data-moment]");
    const every = all("[data-moment]", now.parentElement);
    const next = every[(every.indexOf(now) + 1) % every.length];
    now.hidden = true;
    next.hidden = false;
    all(".scrub a", now.parentElement).forEach((mark, place) => mark.classList.toggle("cur", every[place] === next));
    next.querySelector(".go a").focus();
    say(next.querySelector(".m").lastElementChild.textContent);
  });

  // Suggestions under a search box: arrows open and choose, Enter goes there, Escape closes.
  const offers = (box) => document.getElementById(box.dataset.offers);
  const choose = (box, option) => {
    for (const one of offers(box).children) one.setAttribute("aria-selected", one === option);
    if (option) box.setAttribute("aria-activedescendant", option.id); else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const show = (box, items = "") => {
    const list = offers(box);
    list.innerHTML = items;
    list.hidden = !list.children.length;
    [...list.children].forEach((one, place) => { one.id = `${list.id}-${place}`; });
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", !list.hidden]]) box.setAttribute(name, value);
    choose(box);
  };
  const suggest = async (box, text) => {
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show(box, await answer.text());
    } catch { /* Somebody typed on, or there is no network: the box works without. */ }
  };
  on("input", (event) => {
    const box = event.target.closest("[data-suggest]");
    if (!box || saver) return;
    clearTimeout(waiting);
    asking?.abort();
    waiting = setTimeout(() => {
      const text = box.value.trim();
      const isLong = [...text].length > 1;
      if (isSearch(box.form) && (isLong || !text)) find(box.form, true);
      if (isLong) suggest(box, text); else show(box);
    }, 300);
  });
  on("keydown", (event) => {
    const box = event.target.closest?.("[data-suggest]");
    if (!box || event.isComposing) return;
    if (offers(box).hidden) {
      if (event.key === "ArrowDown") box.dispatchEvent(new Event("input", { bubbles: true }));
      return;
    }
    const list = [...offers(box).children];
    const place = list.findIndex((one) => one.ariaSelected === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(box, list[place < 0 && step < 0 ? list.length - 1 : place + step]);
    else if (event.key === "Enter" && place >= 0) location.href = list[place].dataset.href;
    else {
      if (event.key === "Escape" || event.key === "Enter") show(box);
      if (event.key !== "Escape") return;
    }
    event.preventDefault();
  });
  on("pointerdown", (event) => { if (event.target.closest("[role=option]")) event.preventDefault(); });
  on("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.href = option.dataset.href;
  });
  on("focusout", (event) => { if (event.target.dataset?.suggest) { clearTimeout(waiting); show(event.target); } });

  ready(document);
  // What a form has done is said as well, after the name of the page.
  const done = document.querySelector("main .msg.ok:not(.sample *)");
  if (done) setTimeout(() => say(done.textContent.trim()), 1000);
})();
