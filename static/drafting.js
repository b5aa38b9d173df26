// A draft's form: Ctrl+Enter saves, and what is typed stays in this browser until it is saved.
(() => {
  const form = document.getElementById("draft");
  if (!form) return;
  const offer = document.getElementById("kept");
  const key = `draft ${form.getAttribute("action")}`;
  const { title, lead, body, message } = form.elements;
  const fields = [title, lead, body, message];
  const store = (act) => { try { return act(); } catch { return null; /* The browser keeps nothing; the page still does. */ } };
  const { is, most, toolong } = form.dataset;
  const isTyped = () => is === "unsaved" || fields.some((field) => field.value !== field.defaultValue);
  const keep = () => store(() => {
    if (isTyped()) localStorage.setItem(key, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
    else if (offer.hidden) localStorage.removeItem(key);
  });
  if (is === "saved") store(() => localStorage.removeItem(key));
  const kept = store(() => JSON.parse(localStorage.getItem(key)));
  // A save begins a new message and cuts blanks off, so these tell nothing.
  offer.hidden = is === "unsaved" || !kept || [title, lead, body].every((field) => String(kept[field.name] ?? field.value).trimEnd() === field.value.trimEnd());

  let typing;
  form.addEventListener("input", () => {
    body.setCustomValidity(new Blob([body.value]).size > most ? toolong : "");
    clearTimeout(typing);
    typing = setTimeout(keep, 300);
  });
  addEventListener("pagehide", keep);
  offer.querySelector("button").addEventListener("click", () => {
    for (const field of fields) if (kept[field.name] !== undefined) field.value = kept[field.name];
    offer.hidden = true;
    body.focus();
    body.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(document.querySelector("[form=draft][value=save]"));
  });
})();
