// The text as pieces: where each begins and ends, which one is yours, which ones others write in.
import { Decoration, ViewPlugin } from "@codemirror/view";
import { nearby, sayNearby } from "./nearby.js";
import { caretsOf, colour } from "./people.js";

const END = /^:{3,}[ \t]*$/, BLOCK = /^:{3,}[ \t]*[a-z-]/, HEADING = /^#{1,6}[ \t]/, CODE = /^(```+|~~~+)/;
const LOOKS = [[HEADING, "cm-heading"], [/^:{3,}/, "cm-fence"], [/^\s*>/, "cm-quote"]];

// The x of a right answer is a sign, no word: it does not turn the line.
const RIGHT_TO_LEFT = /^\s*[-*+]\s+\[x\]\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Syriac}]/iu;

// First and last lines, from 1: a heading, a block with its end, a table, else what has no blank line within.
const piecesOf = (doc) => {
  const found = [], lines = doc.iterLines();
  let number = 0, open = null, isEnd = null;
  for (const text of lines) {
    number += 1;
    if (isEnd) { open.to = number; if (isEnd(text)) open = isEnd = null; continue; }
    if (!text.trim()) { open = null; continue; }
    const code = CODE.exec(text), isTable = text.startsWith("|");
    const isAlone = code || BLOCK.test(text) || HEADING.test(text);
    if (isAlone || !open || open.isTable !== isTable) found.push(open = { from: number, to: number, isTable });
    open.to = number;
    if (code) isEnd = (line) => line.trimEnd() === code[1];
    else if (isAlone && !HEADING.test(text)) isEnd = (line) => END.test(line);
    else if (isAlone) open = null;
  }
  return found;
};

export const pieceAt = (pieces, line) => pieces.find(({ from, to }) => from <= line && line <= to);

// A line has the direction of its own words, and looks like what it begins. The first of a piece says
// the number of its first unit, as the workbench of translators does, and who is writing there.
export const pieces = (draft, words, module) => ViewPlugin.fromClass(class {
  constructor(view) {
    this.tellNearby = sayNearby(words);
    this.again = () => requestAnimationFrame(() => view.dispatch({}));
    document.addEventListener("htmx:after:settle", this.again);
    this.update({ view, docChanged: true });
  }
  update({ view, docChanged }) {
    const { doc, selection } = view.state;
    if (docChanged) this.pieces = piecesOf(doc);
    this.mine = pieceAt(this.pieces, doc.lineAt(selection.main.head).number);
    this.units = unitLines();
    const others = caretsOf(view, draft).map(({ user, head }) => ({ ...user, piece: pieceAt(this.pieces, view.state.doc.lineAt(head).number) }));
    if (view.hasFocus) this.tellNearby(nearby(this.pieces, this.mine, others));
    this.build(view, this.held(others));
  }
  // Who writes where, by the first line of the piece; where you write yourself it says only you.
  held(others) {
    const held = new Map();
    for (const { name, color, piece } of others) {
      if (!piece || piece === this.mine) continue;
      const names = new Set(held.get(piece)?.names).add(name);
      held.set(piece, { names, colour: colour(color) });
    }
    return held;
  }
  build({ state: { doc }, visibleRanges }, held) {
    const found = [];
    let at = 0;
    for (const { from, to } of visibleRanges) {
      for (let place = from; place <= to;) {
        const line = doc.lineAt(place);
        while (this.pieces[at]?.to < line.number) at += 1;
        const piece = this.pieces[at]?.from <= line.number ? this.pieces[at] : null;
        found.push(this.line(line, piece, held.get(piece)).range(line.from));
        place = line.to + 1;
      }
    }
    this.marks = Decoration.set(found);
  }
  line({ number, text }, piece, others) {
    const classes = [LOOKS.find(([begins]) => begins.test(text))?.[1]], attributes = { dir: RIGHT_TO_LEFT.test(text) ? "rtl" : "auto" };
    if (!piece) classes.push(!text.trim() && "cm-gap");
    else {
      const isFirst = number === piece.from, isMine = piece === this.mine;
      classes.push("cm-in", isFirst && "cm-top", number === piece.to && "cm-end", isMine && "cm-mine", others && "cm-held");
      if (others) attributes.style = `--who:${others.colour}`;
      if (isFirst) {
        const unit = this.units.findIndex((line) => piece.from <= line && line <= piece.to);
        if (unit >= 0) attributes["data-n"] = `${module}.${unit + HEAD_UNITS}`;
        if (isMine) attributes["data-who"] = words.you;
        if (others) attributes["data-who"] = words.editing.replace("{name}", [...others.names].join(", "));
      }
    }
    return Decoration.line({ class: classes.filter(Boolean).join(" "), attributes });
  }
  destroy() { document.removeEventListener("htmx:after:settle", this.again); }
}, { decorations: (plugin) => plugin.marks });

// The title and the lead come before the text.
const HEAD_UNITS = 3;
// The server says with each preview on which lines units begin.
const unitLines = () => (document.getElementById("todo")?.dataset.units || "").split(" ").filter(Boolean).map(Number);
