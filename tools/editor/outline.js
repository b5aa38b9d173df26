// What the text is made of, beside it: each piece leads to its line, the current one is marked.
import { goTo } from "./text.js";

const END = /^:{3,}[ \t]*$/;
const BLOCK = /^:{3,}[ \t]*([a-z-]+)\b/;

// As `app/authoring/blocks/places.py`: headings, tables and blocks, with their lines from 1.
export const places = (lines) => {
  const found = [];
  const until = (start, isEnd) => {
    let index = start + 1;
    while (index < lines.length && !isEnd(lines[index])) index += 1;
    return Math.min(index, lines.length - 1);
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const code = /^(```+|~~~+)/.exec(line), heading = /^#{2,6}[ \t]+(.*?)[ \t]*#*$/.exec(line), block = BLOCK.exec(line);
    if (code) index = until(index, (text) => text.trimEnd() === code[1]);
    else if (heading) found.push({ line: index + 1, last: index + 1, kind: "heading", words: heading[1] });
    else if (block) {
      const last = until(index, (text) => END.test(text));
      found.push({ line: index + 1, last: last + 1, kind: block[1], words: begins(lines.slice(index + 1, last)) });
      index = last;
    } else if (line.startsWith("|")) {
      let last = index;
      while (last + 1 < lines.length && lines[last + 1].startsWith("|")) last += 1;
      found.push({ line: index + 1, last: last + 1, kind: "table", words: begins(lines.slice(index, last + 1)) });
      index = last;
    }
  }
  return found;
};

const begins = (lines) => (lines.find((line) => line.trim()) ?? "").replace(/^[-+*>|#![\]().\sxX\d]*(?=[\p{L}\p{N}])/u, "").replace(/[ |]+$/, "").slice(0, 60);

export const placesOf = ({ state }) => places(state.doc.toString().split("\n"));

export const kindName = (kind) => document.querySelector(`.kinds [data-insert="${kind}"]`)?.textContent.trim() ?? kind;

export const showOutline = (view) => {
  const list = document.getElementById("outline");
  let shown = "", timer = null;

  const mark = () => {
    const here = view.state.doc.lineAt(view.state.selection.main.head).number;
    const links = [...list.querySelectorAll("a")];
    const current = links.findLast((link) => Number(link.dataset.line) <= here);
    for (const link of links) {
      if (link === current) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  };
  const show = () => {
    const found = placesOf(view);
    const text = JSON.stringify(found);
    if (text !== shown) {
      shown = text;
      list.replaceChildren(...found.map(({ line, kind, words }) => {
        const item = document.createElement("li"), link = document.createElement("a");
        link.href = "#text";
        link.dataset.line = line;
        link.dir = "auto";
        const begins = document.createElement("bdi");
        begins.textContent = words;
        link.append(...(kind === "heading" ? [begins] : words ? [`${kindName(kind)}: `, begins] : [kindName(kind)]));
        item.className = kind === "heading" ? "" : "in";
        if (item.className) link.title = link.textContent;
        item.append(link);
        return item;
      }));
    }
    mark();
  };
  const later = () => { clearTimeout(timer); timer = setTimeout(show, 150); };

  view.dom.addEventListener("keyup", later);
  view.dom.addEventListener("pointerup", later);
  document.getElementById("body").addEventListener("text", later);
  // The lines of problems in the preview lead to the text too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    goTo(view, Number(link.dataset.line));
    mark();
  });
  show();
};
