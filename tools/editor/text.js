// The text itself: CodeMirror in place of the field, which stays in the form and follows it.
import { EditorState } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { defaultKeymap } from "@codemirror/commands";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import { pieces } from "./blocks.js";
import { carets } from "./people.js";
import { pasteClean, pasteWithin } from "./pasting.js";

const MARKS = { "**": "cm-strong", "`": "cm-code", "*": "cm-em", "_": "cm-em", "[": "cm-link" };

const inline = new MatchDecorator({
  regexp: /\*\*[^*\n]+\*\*|`[^`\n]+`|(?<![\w*])[*_][^*_\s][^*_\n]*[*_](?![\w*])|\[[^\]\n]*\]\([^)\n]*\)/g,
  decoration: ([text]) => Decoration.mark({ class: MARKS[text.slice(0, 2)] ?? MARKS[text[0]] }),
});
const marks = ViewPlugin.fromClass(class {
  constructor(view) { this.marks = inline.createDeco(view); }
  update(update) { this.marks = inline.updateDeco(update, this.marks); }
}, { decorations: (plugin) => plugin.marks });

// The rest of how it looks is in `static/workshop.css`.
const look = EditorView.theme({
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--fill-soft-hover)" },
});

// What lies over the text on a phone, above and below: the caret is not left behind it.
const over = (side, selector) => {
  const bar = document.querySelector(selector), { position } = bar ? getComputedStyle(bar) : {};
  return { [side]: ["fixed", "sticky"].includes(position) ? bar.offsetHeight : 0 };
};
const bars = EditorView.scrollMargins.of(() => ({ ...over("top", ".edtext .pane-h"), ...over("bottom", ".edacts") }));

// For thumbs, which have no keys to press together.
export const undo = (view) => { yUndoManagerKeymap.find(({ key }) => key === "Mod-z").run(view); view.focus(); };

export const openEditor = ({ draft, body, label, words, most, refuse }) => {
  const said = { "aria-label": label.textContent.trim(), "aria-multiline": "true", lang: body.lang, spellcheck: "true", tabindex: "0", autocapitalize: "sentences", id: "text" };
  if (body.getAttribute("aria-describedby")) said["aria-describedby"] = body.getAttribute("aria-describedby");
  const place = document.createElement("div"), { number, dir } = body.form.dataset;
  place.dir = dir;
  body.before(place);
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: draft.body.toString(),
      extensions: [
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter")]),
        EditorState.allowMultipleSelections.of(false),
        drawSelection(), bars, EditorView.lineWrapping, EditorView.perLineTextDirection.of(true),
        EditorView.contentAttributes.of(said),
        yCollab(draft.body, null), carets(draft), pieces(draft, words, number), marks, look, pasteWithin(most, refuse), pasteClean,
        EditorView.updateListener.of(({ docChanged, state }) => { if (docChanged) follow(body, state.doc.toString()); }),
      ],
    }),
  });
  body.hidden = true;
  addEventListener("online", () => tell(body));
  label.removeAttribute("for");
  label.addEventListener("click", () => view.focus());
  if (body.value !== view.state.doc.toString()) follow(body, view.state.doc.toString());
  return view;
};

// The preview is asked for when the field changes; without a line it waits.
const tell = (body) => body.dispatchEvent(new Event("input", { bubbles: true }));
const follow = (body, text) => {
  body.value = text;
  body.dispatchEvent(new Event("text"));
  if (navigator.onLine) tell(body);
};

// Puts a piece into the text in place of a range, and the caret behind it.
export const put = (view, text, from, to = from) => {
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length }, scrollIntoView: true, userEvent: "input" });
  view.focus();
};

// A block stands between blank lines, after the line of the caret.
export const putBlock = (view, text) => {
  const { doc, selection } = view.state;
  const at = doc.lineAt(selection.main.head);
  const isEmpty = !at.text.trim();
  const from = isEmpty ? at.from : at.to;
  const before = from === 0 ? "" : doc.sliceString(Math.max(0, from - 2), from) === "\n\n" ? "" : doc.sliceString(from - 1, from) === "\n" ? "\n" : "\n\n";
  const after = doc.sliceString(at.to, at.to + 2);
  const end = after.startsWith("\n\n") || at.to === doc.length ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  put(view, before + text.replace(/\n+$/, "") + end, from, at.to);
};

export const goTo = (view, number) => {
  const { doc } = view.state;
  const { from } = doc.line(Math.min(Math.max(number, 1), doc.lines));
  view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "start", yMargin: 40 }) });
  view.focus();
};
