// The workbench: keys, text put in at the cursor, a copy of what is typed, and who else is here.
// Each of these is a button or a link too; without script those work by themselves.
(() => {
  const on = (type, act) => document.addEventListener(type, act);
  const one = (selector, root = document) => root.querySelector(selector);
  const box = () => one("#unit-form textarea");
  const press = (value) => one(`#unit-form button[value="${value}"]`)?.click();

  const voice = document.getElementById("say");
  const say = (text) => { voice.textContent = ""; setTimeout(() => { voice.textContent = text || ""; }, 50); };

  // Through the editing command of the browser, so that undo takes it back.
  const put = (text) => {
    const area = box();
    area.focus();
    if (!document.execCommand("insertText", false, text)) {
      area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const USE = 'button[value^="use:"]', INSERT = 'button[value^="insert:"]';
  on("click", (event) => {
    const button = event.target.closest(`${USE}, ${INSERT}`), area = box();
    if (!button || !area || area.readOnly) return;
    event.preventDefault();
    const text = button.value.slice(button.value.indexOf(":") + 1);
    if (button.matches(USE)) { area.select(); put(text); say(button.closest("[data-put]")?.dataset.put); return; }
    // The sign in a variable's text stands for the words that are chosen.
    const [before, after = ""] = text.split("\u2026");
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    put(after ? before + chosen + after : text);
    if (after && !chosen) area.selectionStart = area.selectionEnd -= after.length;
  });

  // Ctrl+Enter saves, Alt+PageDown skips, Alt+PageUp goes back; Ctrl+M or Ctrl+I, then a digit.
  let waits;
  on("keydown", (event) => {
    if (event.isComposing || !box()) return;
    const command = event.ctrlKey || event.metaKey;
    const lists = { m: `#help ${USE}`, i: INSERT };
    if (waits) {
      const chosen = event.key >= "1" && event.key <= "9" && document.querySelectorAll(waits)[event.key - 1];
      waits = null;
      if (chosen) { event.preventDefault(); chosen.click(); return; }
    }
    if (command && event.key === "Enter") press("save");
    else if (event.altKey && event.key === "PageDown") press("skip");
    else if (event.altKey && event.key === "PageUp") press("back");
    else if (event.altKey && event.code === "KeyP" && clip) one(".act [data-hear]")?.click();
    else if (command && !event.shiftKey && !event.altKey && lists[event.key.toLowerCase()] && document.activeElement === box()) waits = lists[event.key.toLowerCase()];
    else return;
    event.preventDefault();
  });

  // A cue is heard in the player beside it, from its beginning to its end; Alt+P hears the open one.
  let end;
  const clip = one("#clip");
  clip?.addEventListener("timeupdate", () => { if (end && clip.currentTime >= end) { clip.pause(); end = null; } });
  on("click", (event) => {
    const link = event.target.closest("[data-hear]");
    if (!link || !clip) return;
    event.preventDefault();
    [clip.currentTime, end] = link.dataset.hear.split(",").map(Number);
    clip.play().catch(() => {});
  });

  // What is typed is kept in this browser until it is saved.
  const key = (area) => `draft ${area.dataset.draft}`;
  const kept = (area) => { try { return localStorage.getItem(key(area)); } catch { return null; } };
  const keep = (area, text) => { try { if (text === null) localStorage.removeItem(key(area)); else localStorage.setItem(key(area), text); } catch { /* The browser keeps nothing; the page still does. */ } };
  const offer = (root) => {
    const area = one("textarea[data-draft]", root);
    if (!area) return;
    const text = kept(area);
    if (text !== null && text !== area.value) one("#draft").hidden = false; else keep(area, null);
  };
  let typing;
  on("input", (event) => {
    const area = event.target;
    if (!area.dataset?.draft) return;
    clearTimeout(typing);
    typing = setTimeout(() => keep(area, area.value === area.defaultValue ? null : area.value), 300);
  });
  on("click", (event) => {
    if (!event.target.closest("[data-restore]")) return;
    const area = box(), text = kept(area);
    one("#draft").hidden = true;
    area.select();
    put(text);
  });
  // Where somebody was in a text that comes back, they stay; in another they begin at its end.
  let left;
  on("submit", () => { const area = box(); left = area && { draft: area.dataset.draft, place: area.selectionEnd }; });
  const enter = (area) => { area.selectionStart = area.selectionEnd = left && left.draft === area.dataset.draft ? left.place : area.value.length; };
  // A save that came through is told by the row it closes; where the next unit is on another page, go there.
  on("htmx:after:settle", (event) => {
    for (const node of event.detail.newContent) {
      if (node.nodeType !== 1) continue;
      if (node.dataset.kept) { clearTimeout(typing); keep({ dataset: { draft: node.dataset.kept } }, null); }
      if (node.dataset.told) say(node.dataset.told);
      if (node.dataset.go) setTimeout(() => { if (!box()) location.href = node.dataset.go; });
      const area = one("#text", node);
      if (area) enter(area);
      offer(node);
    }
    // On a phone the unit before the open one stays in sight; not every browser finds it by style alone.
    const open = one(".tu.act");
    if (open) for (const row of document.querySelectorAll(".tu")) row.classList.toggle("prev", row.nextElementSibling === open);
  });
  offer(document);
  // After the page has gone to the open unit, which would take the focus away.
  addEventListener("load", () => setTimeout(() => {
    const area = one("textarea[data-focus]");
    if (area) { area.focus({ preventScroll: true }); enter(area); }
  }));
})();
