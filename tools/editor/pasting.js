// What comes from a web page or a word processor becomes clean Markdown; everything else stays text.
import { EditorView } from "@codemirror/view";

const SKIPPED = new Set(["SCRIPT", "STYLE", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "SVG", "BUTTON", "SELECT", "INPUT", "TEXTAREA"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "MAIN", "HEADER", "FOOTER", "ASIDE", "NAV", "UL", "OL", "LI", "TABLE", "BLOCKQUOTE", "PRE", "HR", "DL", "DT", "DD", "FIGURE", "FIGCAPTION", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "TBODY", "THEAD", "CENTER", "ADDRESS"]);
const SAFE = /^(https?:|mailto:)/i;
const WORDS_LIST = /MsoList/;
export const MOST_CHARACTERS = 1_000_000;

const escape = (text) => text.replace(/[\\`*_[\]<>]/g, "\\$&").replace(/\s+/g, " ");
// Signs that would begin a block at the start of a line.
const atStart = (text) => text.replace(/^(\s*)([-+]|#{1,6}|:{3,}|~{3,}|\|)(?=\s|$|[a-z:|~])/, "$1\\$2").replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2");
const around = (text, sign) => {
  const [, before, inner, after] = /^(\s*)(.*?)(\s*)$/s.exec(text);
  return inner ? `${before}${sign}${inner}${sign}${after}` : text;
};
// Our policy allows no style attribute, not even in a document that is only read.
const renamed = (html) => html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
const styleOf = (node, name) => new RegExp(`${name}\\s*:\\s*([\\w-]+)`, "i").exec(node.dataset.style ?? "")?.[1].toLowerCase();
const isBold = (node) => { const weight = styleOf(node, "font-weight"); return weight ? weight === "bold" || Number(weight) >= 600 : /^(B|STRONG)$/.test(node.tagName); };
const isItalic = (node) => { const style = styleOf(node, "font-style"); return style ? style === "italic" : /^(I|EM)$/.test(node.tagName); };

const inline = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName.toUpperCase()) || styleOf(node, "mso-list") === "ignore") return "";
  if (node.tagName === "BR") return "\\\n";
  if (node.tagName === "IMG") return escape(node.alt);
  if (node.tagName === "CODE" || node.tagName === "KBD") return node.textContent.trim() ? `\`${node.textContent.replace(/[`\s]+/g, " ").trim()}\`` : "";
  let text = [...node.childNodes].map(inline).join("");
  if (!text.trim()) return text;
  if (node.tagName === "A") {
    const address = node.getAttribute("href") ?? "";
    return SAFE.test(address) ? `[${text.trim()}](${encodeURI(decodeURI(safely(address))).replace(/[()]/g, escape_)})` : text;
  }
  if (isItalic(node)) text = around(text, "*");
  if (isBold(node)) text = around(text, "**");
  return text;
};
const safely = (address) => { try { decodeURI(address); return address; } catch { return encodeURI(address); } };
const escape_ = (sign) => `%${sign.charCodeAt(0).toString(16)}`;

const lines = (nodes) => nodes.map(inline).join("").replace(/(\\\n\s*)+$/, "").split("\n").map((line) => atStart(line.trim())).join("\n").trim();
const indent = (text, by) => text.replace(/\n(?!\n|$)/g, `\n${by}`);

const list = (element) => {
  let number = 0;
  return [...element.children].map((item) => {
    // Word processors put inner lists beside the items, not into them.
    if (item.tagName === "UL" || item.tagName === "OL") return `  ${indent(list(item), "  ")}`;
    number += 1;
    const mark = element.tagName === "OL" ? `${number}. ` : "- ";
    return mark + indent(blocks(item).join("\n").replace(/\n{2,}/g, "\n"), " ".repeat(mark.length));
  }).join("\n");
};

const table = (element) => {
  const rows = [...element.rows].map((row) => [...row.cells].map((cell) => lines([...cell.childNodes]).replace(/\\?\n+/g, " ").replace(/\|/g, "\\|")));
  const width = Math.max(...rows.map((row) => row.length), 0);
  if (!width) return "";
  if (rows.length === 1) rows.unshift(Array(width).fill(""));
  const text = rows.map((row) => `| ${Array.from({ length: width }, (_, i) => row[i] ?? "").join(" | ")} |`);
  text.splice(1, 0, `| ${Array(width).fill("---").join(" | ")} |`);
  return text.join("\n");
};

// The blocks of an element, each Markdown of its own.
const blocks = (element) => {
  const found = [];
  let run = [];
  const flush = () => { const text = lines(run); if (text) found.push(text); run = []; };
  for (const node of element.childNodes) {
    const name = node.nodeType === Node.ELEMENT_NODE ? node.tagName.toUpperCase() : "";
    if (SKIPPED.has(name)) continue;
    if (!BLOCKS.has(name) && !(name && [...node.children].some((child) => BLOCKS.has(child.tagName)))) { run.push(node); continue; }
    flush();
    found.push(...block(node, name));
  }
  flush();
  return found.filter(Boolean);
};

const block = (node, name) => {
  if (/^H[1-6]$/.test(name)) { const text = lines([node]).replace(/\\?\n+/g, " ").replace(/^\*\*(.*)\*\*$/, "$1"); return [text && `${"#".repeat(Math.max(2, Number(name[1])))} ${text}`]; }
  if (name === "UL" || name === "OL") return [list(node)];
  if (name === "TABLE") return [table(node)];
  if (name === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ").replace(/^> $/gm, ">")];
  if (name === "PRE") return [`\`\`\`\n${node.textContent.replace(/\n$/, "")}\n\`\`\``];
  if (name === "HR") return ["---"];
  if (name === "P" && WORDS_LIST.test(node.className)) return [`- ${indent(lines([...node.childNodes]), "  ")}`];
  return blocks(node);
};

// Lines that were items of one list in a word processor become one again.
const together = (found) => found.reduce((text, next) => text + (text && (/(^|\n)- [^\n]*$/.test(text) && next.startsWith("- ") ? "\n" : "\n\n")) + next, "").replace(/^\n+/, "");

export const toMarkdown = (html) => together(blocks(new DOMParser().parseFromString(renamed(html), "text/html").body));

// More than a module may hold is not put in: it could never be saved.
export const pasteWithin = (most, refuse) => EditorView.domEventHandlers({
  paste: (event, view) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (new Blob([text, view.state.doc.toString()]).size <= most) return false;
    event.preventDefault();
    refuse(text);
    return true;
  },
});

export const pasteClean = EditorView.domEventHandlers({
  paste: (event, view) => {
    const html = event.clipboardData?.getData("text/html") ?? "", plain = event.clipboardData?.getData("text/plain") ?? "";
    // What was copied out of a text field or an editor of code is plain already.
    if (!html || html.length > MOST_CHARACTERS || !/<(p|h[1-6]|ul|ol|li|table|a|b|i|em|strong|blockquote|div|br)\b/i.test(html) || /data-lines|vscode|cm-line/i.test(html)) return false;
    const text = toMarkdown(html);
    if (!text || text === plain) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(text), { userEvent: "input.paste", scrollIntoView: true });
    return true;
  },
});
