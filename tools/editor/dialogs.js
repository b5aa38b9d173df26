// A dialog over the editor begins at what it is for, and gives the focus back to what opened it.
const FIRST = "[data-focus], input:not([type=hidden]), textarea, select";
const isSeen = (element) => element.getClientRects().length > 0;

// Goes to the first field of a form, or to what was found wrong in it; with names that were there
// before, to the first that is new.
export const enter = (form, known = new Set()) => {
  const places = [...form.querySelectorAll(FIRST)].filter(isSeen);
  (places.find((one) => known.size && one.name && !known.has(one.name)) ?? places[0])?.focus();
};

export const namesIn = (form) => new Set([...form.elements].map(({ name }) => name));

// The browser gives the focus back by itself, unless what had it is not to be seen any more.
export const serve = (dialog, view) => dialog.addEventListener("close", () => {
  if (document.activeElement === document.body) view.focus();
});
