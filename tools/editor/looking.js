// The preview beside the text: as a phone, as a wide screen, from right to left. What the caret is in is marked there.
import { EditorView } from "@codemirror/view";
import { StateEffect } from "@codemirror/state";

export const preview = (form, view) => {
  const look = document.getElementById("look"), choice = document.getElementById("widths");
  let chosen = "phone";
  const apply = () => {
    look.dataset.width = chosen === "wide" ? "wide" : "phone";
    const article = look.querySelector("article");
    if (!article) return;
    article.dataset.dir ??= article.dir;
    if (chosen === "rtl" || chosen === "ltr") article.dir = chosen; else if (article.dataset.dir) article.dir = article.dataset.dir; else article.removeAttribute("dir");
    mark();
  };
  // Only the pane is scrolled, never the page: on a phone the preview is far below.
  const mark = () => {
    const here = view.state.doc.lineAt(view.state.selection.main.head).number;
    const now = [...look.querySelectorAll("[data-line]")].findLast((one) => Number(one.dataset.line) <= here);
    const before = look.querySelector(".lit");
    if (before === now) return;
    before?.classList.remove("lit");
    now?.classList.add("lit");
    if (!now || look.scrollHeight <= look.clientHeight) return;
    const pane = look.getBoundingClientRect(), place = now.getBoundingClientRect();
    if (place.top < pane.top || place.bottom > pane.bottom) look.scrollTop += place.top - pane.top - pane.height / 3;
  };
  choice.hidden = false;
  choice.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    chosen = button.value;
    for (const one of choice.querySelectorAll("button")) {
      one.setAttribute("aria-pressed", String(one === button));
      one.classList.toggle("on", one === button);
    }
    apply();
  });
  document.addEventListener("htmx:after:settle", apply);
  view.dispatch({ effects: StateEffect.appendConfig.of(EditorView.updateListener.of(({ selectionSet }) => { if (selectionSet) mark(); })) });
  apply();
};
