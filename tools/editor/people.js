// Who writes here now: a list of names, and their carets in the text.
import * as Y from "yjs";
import { Decoration, EditorView, ViewPlugin, WidgetType } from "@codemirror/view";
import { RangeSet } from "@codemirror/state";

const COLOUR = /^#[0-9a-f]{3,8}$/i;
export const colour = (text) => (COLOUR.test(text) ? text : "#72777d");

// By name, once each, those whose names the server has said; a person may have several windows,
// and only looks as long as there is no caret in any of them.
const others = (awareness) => {
  const found = new Map();
  for (const [client, { user, cursor }] of awareness.getStates()) {
    if (client === awareness.clientID || !user?.name) continue;
    const id = user.id ?? user.name, writes = Boolean(cursor || found.get(id)?.writes);
    found.set(id, { ...user, writes });
  }
  return found;
};

// As `initials` in `app/accounts/current.py`.
const initials = (name) => {
  const parts = name.replaceAll("-", " ").split(/\s+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  if (!parts.length) return name.slice(0, 1).toUpperCase();
  const capitals = parts[0].match(/\p{Lu}/gu) ?? [];
  if (parts.length === 1 && capitals.length > 1) return capitals.slice(0, 2).join("");
  return [...new Set([parts[0], parts.at(-1)])].map((word) => [...word][0]).join("").toUpperCase();
};

export const showPeople = ({ awareness }, words) => {
  const list = document.getElementById("here"), voice = document.getElementById("say");
  const me = list.firstElementChild;
  let known = null;
  const show = () => {
    const now = others(awareness);
    const news = known && [...now].filter(([id]) => !known.has(id)).map(([, user]) => user.name);
    known = now;
    list.replaceChildren(me, ...[...now.values()].map((user) => {
      const item = document.createElement("li"), badge = document.createElement("span"), said = document.createElement("span"), name = document.createElement("bdi");
      item.style.setProperty("--who", colour(user.color));
      item.classList.toggle("looks", !user.writes);
      badge.className = "ava";
      badge.textContent = initials(user.name);
      badge.setAttribute("aria-hidden", "true");
      said.className = "sr";
      name.textContent = user.name;
      said.append(name, user.writes ? "" : ` · ${words.looks}`);
      item.title = said.textContent;
      item.append(badge, said);
      return item;
    }));
    list.hidden = false;
    if (news?.length) voice.textContent = words.joined.replace("{name}", news.join(", "));
  };
  awareness.on("change", show);
  show();
};

class Caret extends WidgetType {
  constructor(user) { super(); this.user = user; }
  eq(other) { return other.user.name === this.user.name && other.user.color === this.user.color; }
  toDOM() {
    const caret = document.createElement("span"), label = document.createElement("span");
    caret.className = "cm-who";
    caret.style.setProperty("--who", colour(this.user.color));
    caret.setAttribute("aria-hidden", "true");
    label.textContent = this.user.name;
    label.dir = "auto";
    caret.append("\u2060", label, "\u2060");
    return caret;
  }
  ignoreEvent() { return true; }
}

// The places of all others in the text; what cannot be read is nowhere.
export const caretsOf = (view, { awareness, body, doc }) => {
  const found = [], length = view.state.doc.length;
  for (const [client, { user, cursor }] of awareness.getStates()) {
    if (client === awareness.clientID || !cursor || !user?.name) continue;
    try {
      const [anchor, head] = [cursor.anchor, cursor.head].map((place) => Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(place), doc));
      if (anchor?.type !== body || head?.type !== body || Math.max(anchor.index, head.index) > length) continue;
      found.push({ user, anchor: anchor.index, head: head.index });
    } catch { /* A place that cannot be read is shown nowhere. */ }
  }
  return found;
};

const marksOf = (view, draft) => {
  const marks = [];
  for (const { user, anchor, head } of caretsOf(view, draft)) {
    const from = Math.min(anchor, head), to = Math.max(anchor, head);
    if (from < to) marks.push(Decoration.mark({ class: "cm-theirs", attributes: { style: `--who:${colour(user.color)}` } }).range(from, to));
    marks.push(Decoration.widget({ widget: new Caret(user), side: head > anchor ? -1 : 1 }).range(head));
  }
  return Decoration.set(marks, true);
};

const look = EditorView.baseTheme({
  ".cm-who": { position: "relative", borderInlineStart: "2px solid var(--who)", marginInline: "-1px" },
  ".cm-who > span": { position: "absolute", insetBlockEnd: "100%", insetInlineStart: "-2px", padding: "0 5px", borderRadius: "3px 3px 3px 0", background: "var(--who)", color: "#fff", font: "600 .6875rem/1.5 var(--font-ui)", whiteSpace: "nowrap", userSelect: "none", pointerEvents: "none", zIndex: 5 },
  ".cm-theirs": { backgroundColor: "color-mix(in srgb, var(--who) 22%, transparent)" },
});

export const carets = (draft) => [look, ViewPlugin.fromClass(class {
  constructor(view) {
    this.marks = RangeSet.empty;
    this.listener = ({ added, updated, removed }) => {
      const isOther = [...added, ...updated, ...removed].some((client) => client !== draft.awareness.clientID);
      if (isOther) requestAnimationFrame(() => view.dispatch({}));
    };
    draft.awareness.on("change", this.listener);
  }
  update({ view, state }) {
    const { anchor, head } = state.selection.main;
    const place = (at) => Y.createRelativePositionFromTypeIndex(draft.body, at);
    // The text and its document are the same again only after every plugin was told.
    queueMicrotask(() => {
      const cursor = view.hasFocus ? { anchor: place(anchor), head: place(head) } : null;
      const before = draft.awareness.getLocalState()?.cursor ?? null;
      if (JSON.stringify(cursor) !== JSON.stringify(before)) draft.awareness.setLocalStateField("cursor", cursor);
    });
    this.marks = marksOf(view, draft);
  }
  destroy() { draft.awareness.off("change", this.listener); }
}, { decorations: (plugin) => plugin.marks })];
