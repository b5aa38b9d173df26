// A picture or a file that is pasted or dropped, or named on Commons: brought, put into the pack, and shown in the text.
import { enter, serve } from "./dialogs.js";
import { putBlock } from "./text.js";

const LOOK_MS = 1500;
const TRIES = 9;
const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
const nameOf = (stem) => stem.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "file";

export const bringFiles = (form, view, words) => {
  const voice = document.getElementById("say");
  const ask = document.querySelector("form[data-bring]"), commons = document.querySelector("form[data-commons]");
  const { files, pack } = ask.dataset;
  let file = null, told = null;

  const open = (shown) => {
    told = shown.querySelector("output");
    told.textContent = "";
    shown.closest("dialog").showModal();
    enter(shown);
  };
  const offer = (chosen) => {
    [file] = chosen;
    if (!file) return false;
    const stem = file.name.replace(/\.[^.]*$/, "");
    ask.elements.title.value = stem;
    ask.elements.name.value = nameOf(stem);
    const isPicture = file.type.startsWith("image/");
    ask.elements.alt.required = isPicture;
    ask.elements.alt.closest(".field").hidden = !isPicture;
    open(ask);
    return true;
  };

  const send = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { accept: "text/html" } });
    if (answer.status >= 400) throw Object.assign(new Error(), { status: answer.status, reason: (await parse(answer)).querySelector(".err-text, .msg.bad")?.textContent });
    return answer;
  };
  const sendParts = async (here) => {
    for (;;) {
      const plan = await (await send(`${here}/parts`, { name: file.name, size: file.size })).json();
      if (!plan.wanted.length) return;
      for (const { number, address } of plan.wanted) {
        const first = (number - 1) * plan.part;
        const answer = await fetch(address, { method: "PUT", body: file.slice(first, first + plan.part) });
        if (!answer.ok) throw new Error();
        told.textContent = words.sent.replace("{percent}", Math.floor(100 * Math.min(first + plan.part, file.size) / file.size));
      }
    }
  };
  // The worker makes what readers get; when it is done, the page of the upload leads to the file.
  const made = async (here) => {
    told.textContent = words.making;
    for (;;) {
      const state = (await parse(await fetch(`${here}/_state`))).querySelector("[data-state]")?.dataset.state;
      if (state === "refused" || state === "cancelled") throw Object.assign(new Error(), { page: here });
      if (state === "done" || !state) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return new URL((await fetch(here)).url).pathname.split("/").pop();
  };
  const place = async (token, name) => {
    for (let count = 1; ; count += 1) {
      const free = count > 1 ? `${name}-${count}` : name;
      try { await send(pack, { file: token, name: free }); return free; }
      catch (error) { if (error.status !== 409 || count > TRIES) throw error; }
    }
  };

  const begin = async (address, about) => new URL((await send(address, about)).url).pathname;
  const bring = async ({ name, ...about }) => {
    const here = await begin(files, about);
    await sendParts(here);
    await send(`${here}/finish`, {});
    return [here, name];
  };
  const copy = async (about) => [await begin(commons.action, about), nameOf(about.file.replace(/^.*[/:]/, "").replace(/\.[^.]*$/, ""))];
  const shown = async ([here, name]) => {
    const free = await place(await made(here), name);
    const list = await parse(await fetch(pack.replace(/\/files$/, "/_files")));
    return list.querySelector(`#f-${free} [data-insert]`).textContent;
  };

  const answer = (asking, bringing) => asking.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = asking.querySelector("button");
    button.disabled = true;
    try {
      const markdown = await shown(await bringing(Object.fromEntries(new FormData(asking))));
      asking.closest("dialog").close();
      putBlock(view, markdown);
    } catch (error) {
      told.textContent = error.reason || error.page ? error.reason || words.refused : navigator.onLine ? words.notbrought : words.nodialog;
      voice.textContent = told.textContent;
    }
    button.disabled = false;
    if (asking.closest("dialog").open) button.focus();
  });
  answer(ask, bring);
  if (commons) answer(commons, copy);
  for (const one of [ask, commons]) if (one) serve(one.closest("dialog"), view);

  const take = (event, data) => {
    if (data?.files.length && offer(data.files)) event.preventDefault();
  };
  view.dom.addEventListener("paste", (event) => { if (!event.clipboardData?.getData("text/html")) take(event, event.clipboardData); }, true);
  view.dom.addEventListener("drop", (event) => take(event, event.dataTransfer), true);
  const choose = document.querySelector("[data-do=file]"), input = document.getElementById("file");
  choose.addEventListener("click", () => input.click());
  document.querySelector("[data-do=commons]")?.addEventListener("click", () => open(commons));
  input.addEventListener("change", () => { offer(input.files); });
};
