// A draft's form: Ctrl+Enter saves, and what is typed stays in this browser until it is saved.
(() => {
  const form = document.querySelector(".edform");
  if (!form) return;
  const offer = document.getElementById("kept");
  const key = `draft ${form.getAttribute("action")}`;
  const fields = ["title", "lead", "body", "message"].map((name) => form.elements[name]);
  const store = (act) => { try { return act(); } catch { return null; /* The browser keeps nothing; the page still does. */ } };
  const isTyped = () => fields.some((field) => field.value !== field.defaultValue);
  const kept = store(() => JSON.parse(localStorage.getItem(key)));
  if (kept && fields.some((field) => kept[field.name] !== undefined && kept[field.name] !== field.value)) offer.hidden = false;
  else store(() => localStorage.removeItem(key));

  let typing;
  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => store(() => {
      if (isTyped()) localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
      else localStorage.removeItem(key);
    }), 300);
  });
  offer.querySelector("button").addEventListener("click", () => {
    for (const field of fields) if (kept[field.name] !== undefined) field.value = kept[field.name];
    offer.hidden = true;
    form.elements.body.focus();
    form.elements.body.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=save]"));
  });
})();
