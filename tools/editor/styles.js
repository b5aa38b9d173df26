// Stands in for `style-mod` in the bundle: rules go into an adopted style sheet, because
// our policy allows no style element.
import { StyleModule as Original } from "../../node_modules/style-mod/src/style-mod.js";

const adopting = {
  ownerDocument: document,
  get adoptedStyleSheets() { return document.adoptedStyleSheets; },
  set adoptedStyleSheets(sheets) { document.adoptedStyleSheets = sheets; },
};

export class StyleModule extends Original {
  static mount(root, modules) { Original.mount(root === document ? adopting : root, modules); }
}
