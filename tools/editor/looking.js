// The preview beside the text: as a phone, as a wide screen, from right to left.
export const preview = (form, view) => {
  const look = document.getElementById("look"), choice = document.getElementById("widths");
  let chosen = "wide";
  const apply = () => {
    look.dataset.width = chosen === "phone" ? "phone" : "wide";
    const article = look.querySelector("article");
    if (!article) return;
    article.dataset.dir ??= article.dir;
    if (chosen === "rtl") article.dir = "rtl"; else if (article.dataset.dir) article.dir = article.dataset.dir; else article.removeAttribute("dir");
  };
  choice.hidden = false;
  choice.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    chosen = button.value;
    for (const one of choice.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
    apply();
  });
  document.addEventListener("htmx:after:settle", apply);
  apply();
};
