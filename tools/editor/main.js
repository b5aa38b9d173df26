// The page of a draft becomes an editor for several people. Without it the form stays a form.
import { openEditor } from "./text.js";
import { joinDraft } from "./draft.js";
import { showState } from "./state.js";
import { showPeople } from "./people.js";
import { showOutline } from "./outline.js";
import { askBlocks } from "./asking.js";
import { bringFiles } from "./files.js";
import { preview } from "./looking.js";

const form = document.querySelector("form[data-live]");

const stayPlain = (text) => {
  form.elements.body.readOnly = false;
  if (text) document.getElementById("state").textContent = text;
  const script = document.createElement("script");
  script.src = form.dataset.plain;
  document.head.append(script);
};

const start = async () => {
  const words = document.getElementById("words").dataset;
  const { body } = form.elements;
  // What the browser put back into the field, or somebody typed at once, is sent with the form.
  const isTyped = () => body.value !== body.defaultValue;
  if (isTyped() || !("adoptedStyleSheets" in document)) return stayPlain("");
  body.readOnly = true;
  const state = showState(words);
  const draft = await joinDraft(form.dataset.live, state);
  if (!draft) return stayPlain(words.alone);

  const view = openEditor({ draft, body, label: form.querySelector("label[for=body]"), words, most: Number(form.dataset.most), refuse: (text) => state.rescue(words.toomuch, text) });
  draft.bindHead(form);
  state.open(draft, view);
  showPeople(draft, words);
  showOutline(view);
  askBlocks(form, view, words);
  bringFiles(form, view, words);
  preview(form, view);
  sendWhole(form, draft, state);
};

// The form is sent when all of it has reached the draft, so that the server saves what is there.
const sendWhole = (form, draft, state) => {
  const live = Object.assign(document.createElement("input"), { type: "hidden", name: "live", value: draft.epoch });
  form.append(live);
  form.addEventListener("submit", async (event) => {
    if (draft.isDurable || event.defaultPrevented) return;
    event.preventDefault();
    if (await draft.durable(10_000)) form.requestSubmit(event.submitter);
    else state.rescue();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit(document.querySelector("[form=draft][value=save]"));
  });
};

if (form) start();
