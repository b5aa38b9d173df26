// The text itself: CodeMirror in place of the field, which stays in the form and follows it.
import { EditorState } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, MatchDecorator, ViewPlugin } from "@codemirror/view";
import { defaultKeymap } from "@codemirror/commands";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import { carets } from "./people.js";
import { pasteClean, pasteWithin } from "./pasting.js";

const line = (name) => Decoration.line({ class: name, attributes: { dir: "auto" } });
const LINES = [[/^#{1,6}\s/, line("cm-heading")], [/^:{3,}/, line("cm-fence")], [/^\s*>/, line("cm-quote")], [/^/, line("")]];
const MARKS = { "**": "cm-strong", "`": "cm-code", "*": "cm-em", "_": "cm-em", "[": "cm-link" };

// A line has the direction of its own words, and looks like what it begins.
const lines = ViewPlugin.fromClass(class {
  constructor(view) { this.build(view); }
  update({ view, docChanged, viewportChanged }) { if (docChanged || viewportChanged) this.build(view); }
  build({ state, visibleRanges }) {
    const found = [];
    for (const { from, to } of visibleRanges) {
      for (let at = from; at <= to;) {
        const { text, from: start, to: end } = state.doc.lineAt(at);
        found.push(LINES.find(([begins]) => begins.test(text))[1].range(start));
        at = end + 1;
      }
    }
    this.marks = Decoration.set(found);
  }
}, { decorations: (plugin) => plugin.marks });

const inline = new MatchDecorator({
  regexp: /\*\*[^*\n]+\*\*|`[^`\n]+`|(?<![\w*])[*_][^*_\s][^*_\n]*[*_](?![\w*])|\[[^\]\n]*\]\([^)\n]*\)/g,
  decoration: ([text]) => Decoration.mark({ class: MARKS[text.slice(0, 2)] ?? MARKS[text[0]] }),
});
const marks = ViewPlugin.fromClass(class {
  constructor(view) { this.marks = inline.createDeco(view); }
  update(update) { this.marks = inline.updateDeco(update, this.marks); }
}, { decorations: (plugin) => plugin.marks });

const look = EditorView.theme({
  "&": { border: "1px solid var(--line-control)", borderRadius: "var(--r-control)", background: "var(--surface)", color: "var(--text)" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", fontSize: ".875rem", lineHeight: "1.65", minBlockSize: "28em", maxBlockSize: "76vh" },
  ".cm-content": { padding: "14px 0 40px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 14px" },
  ".cm-cursor": { borderInlineStartColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--fill-soft)" },
  ".cm-heading": { fontWeight: "700", color: "var(--ink)" },
  ".cm-fence": { color: "var(--link)" },
  ".cm-quote": { color: "var(--text-subtle)" },
  ".cm-strong": { fontWeight: "700" },
  ".cm-em": { fontStyle: "italic" },
  ".cm-code": { background: "var(--sunken)" },
  ".cm-link": { color: "var(--link)" },
});

export const openEditor = ({ draft, body, label, most, refuse }) => {
  const said = { "aria-label": label.textContent.trim(), "aria-multiline": "true", lang: body.lang, spellcheck: "true", tabindex: "0", autocapitalize: "sentences", id: "text" };
  if (body.getAttribute("aria-describedby")) said["aria-describedby"] = body.getAttribute("aria-describedby");
  const place = document.createElement("div");
  body.before(place);
  const view = new EditorView({
    parent: place,
    state: EditorState.create({
      doc: draft.body.toString(),
      extensions: [
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter")]),
        EditorState.allowMultipleSelections.of(false),
        drawSelection(), EditorView.lineWrapping, EditorView.perLineTextDirection.of(true),
        EditorView.contentAttributes.of(said),
        yCollab(draft.body, null), carets(draft), lines, marks, look, pasteWithin(most, refuse), pasteClean,
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
