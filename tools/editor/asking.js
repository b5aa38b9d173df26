// The toolbar, and a form over the page for every block: nobody has to type markup.
import { enter, namesIn, serve } from "./dialogs.js";
import { kindName, placesOf } from "./outline.js";
import { put, putBlock, undo } from "./text.js";

const LINK = /\[(?:[^[\]\\]|\\.)*\]\([^\s()<>]*\)/g;
const SIDES = { bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"] };
const LINES = { heading: "## ", list: "- ", quote: "> " };

// Along the toolbar by the arrows that point where its buttons lie, up and down in its list.
const along = (event, bar, more, offer) => {
  const { key, target } = event, isListed = Boolean(target.closest("li"));
  if (key === "Escape" && more.open) { offer(false); return; }
  const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
  const way = isListed ? { ArrowDown: 1, ArrowUp: -1 }[key] : { ArrowLeft: -1, ArrowRight: 1 }[key] * (forward === "ArrowRight" ? 1 : -1);
  const all = [...bar.querySelectorAll("a, button:not([disabled]), summary")].filter((one) => Boolean(one.closest("li")) === isListed && one.offsetParent);
  const next = key === "Home" ? all[0] : key === "End" ? all.at(-1) : way && all[(all.indexOf(target) + way + all.length) % all.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
};

export const askBlocks = (form, view, words) => {
  const bar = document.getElementById("bar"), dialog = document.getElementById("ask");
  const place = dialog.querySelector("[data-place]"), title = dialog.querySelector("h2");
  const voice = document.getElementById("say"), change = bar.querySelector("[data-do=change]");
  let range = null;

  // The block or link the caret stands in: its range and its Markdown.
  const current = (kind) => {
    const { doc, selection: { main } } = view.state;
    const at = doc.lineAt(main.head);
    if (kind === "link" || !kind) {
      for (const found of at.text.matchAll(LINK)) {
        const from = at.from + found.index, to = from + found[0].length;
        if (from <= main.from && main.to <= to && at.text[found.index - 1] !== "!") return { kind: "link", from, to, raw: found[0] };
      }
    }
    const block = placesOf(view).find((one) => one.kind !== "heading" && one.line <= at.number && at.number <= one.last);
    if (!block || (kind && block.kind !== kind) || !bar.querySelector(`[data-insert="${block.kind}"]`)) return null;
    const from = doc.line(block.line).from, { to } = doc.line(block.last);
    return { kind: block.kind, from, to, raw: doc.sliceString(from, to) };
  };

  const send = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields) });
    return { isText: answer.headers.get("content-type").startsWith("text/markdown"), isForm: answer.ok || answer.status === 422, isWhole: answer.ok, text: await answer.text() };
  };

  // The page has fields of the same names, so those of the dialog are named apart.
  const show = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html").getElementById("block");
    for (const name of ["id", "for", "aria-describedby"]) {
      for (const element of [parsed, ...parsed.querySelectorAll(`[${name}]`)]) {
        if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).split(" ").map((id) => `b-${id}`).join(" "));
      }
    }
    for (const link of parsed.querySelectorAll("a[href^='#']")) link.hash = `b-${link.hash.slice(1)}`;
    place.replaceChildren(parsed);
    return parsed;
  };

  const open = async (kind, link) => {
    const found = current(kind), { main } = view.state.selection;
    range = found ?? { kind, from: main.from, to: main.to, isNew: true };
    const address = link.href.replace(/\/insert\/([^/]*)$/, "/_insert/$1");
    try {
      const answer = await send(address, { raw: found?.raw ?? "" });
      if (!answer.isForm) { voice.textContent = words.byhand; return; }
      title.textContent = kindName(kind);
      const block = show(answer.text);
      if (kind === "link" && !found) place.querySelector("[name=words]").value = view.state.sliceDoc(main.from, main.to);
      range.before = view.state.doc;
      if (!dialog.open) dialog.showModal();
      enter(block);
    } catch { voice.textContent = words.nodialog; }
  };

  // While the form was open the others went on writing: the block is looked for again.
  const insert = (markdown) => {
    const text = markdown.replace(/\n$/, "");
    if (range.isNew && range.kind !== "link") { putBlock(view, text); return; }
    if (range.isNew) { put(view, text, view.state.selection.main.from, view.state.selection.main.to); return; }
    const whole = view.state.doc.toString();
    const nearest = [...whole.matchAll(new RegExp(range.raw.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g"))]
      .map((match) => match.index).sort((a, b) => Math.abs(a - range.from) - Math.abs(b - range.from))[0];
    if (nearest === undefined) { putBlock(view, text); voice.textContent = words.moved; return; }
    put(view, text, nearest, nearest + range.raw.length);
  };

  dialog.addEventListener("submit", async (event) => {
    const block = event.target;
    if (block.method === "dialog") return;
    event.preventDefault();
    const fields = new FormData(block);
    fields.set("do", event.submitter?.value ?? "insert");
    try {
      const answer = await send(block.dataset.fragment, fields);
      if (answer.isText) { dialog.close(); insert(answer.text); }
      else if (answer.isForm) enter(show(answer.text), answer.isWhole ? namesIn(block) : undefined);
      else voice.textContent = words.nodialog;
    } catch { voice.textContent = words.nodialog; }
  });
  serve(dialog, view);

  const more = document.getElementById("more");
  const offer = (isOpen) => {
    // What was chosen in the list is not to be seen any more: the focus stays at its button.
    if (!isOpen && more.contains(document.activeElement)) more.querySelector("summary").focus();
    more.open = isOpen;
    if (isOpen) more.querySelector("li:not([hidden]) > :is(a, button)").focus();
  };
  document.getElementById("add").addEventListener("click", (event) => { event.preventDefault(); offer(true); });
  document.addEventListener("click", ({ target }) => { if (more.open && !target.closest("#more, #add")) offer(false); });
  bar.addEventListener("keydown", (event) => along(event, bar, more, offer));

  const wrap = ([before, after]) => {
    const { main } = view.state.selection;
    put(view, before + view.state.sliceDoc(main.from, main.to) + after, main.from, main.to);
    if (main.empty) view.dispatch({ selection: { anchor: main.from + before.length } });
  };
  const begin = (sign) => {
    const { from, text } = view.state.doc.lineAt(view.state.selection.main.from);
    const has = text.startsWith(sign);
    view.dispatch({ changes: { from, to: from + (has ? sign.length : 0), insert: has ? "" : sign }, userEvent: "input" });
    view.focus();
  };

  bar.addEventListener("click", (event) => {
    const link = event.target.closest("[data-insert]"), button = event.target.closest("[data-do]");
    if (event.target.closest("li")) offer(false);
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open(link.dataset.insert, link); }
    const wish = button?.dataset.do;
    if (SIDES[wish]) wrap(SIDES[wish]);
    if (LINES[wish]) begin(LINES[wish]);
    if (wish === "undo") undo(view);
    if (wish === "change") { const found = current(); if (found) open(found.kind, bar.querySelector(`[data-insert="${found.kind}"]`)); }
  });
  view.contentDOM.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const wish = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!wish) return;
    event.preventDefault();
    (bar.querySelector(`[data-do=${wish}]`) ?? bar.querySelector("[data-insert=link]")).click();
  });

  const look = () => {
    const found = current();
    change.disabled = !found;
    change.title = found ? words.change.replace("{block}", kindName(found.kind)) : change.dataset.none;
    change.setAttribute("aria-label", change.title);
  };
  for (const type of ["keyup", "pointerup", "focusin"]) view.dom.addEventListener(type, look);
  for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;
  look();
};
