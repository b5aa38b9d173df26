// A picture or a file that is pasted or dropped: sent, put into the pack, and shown in the text.
import { putBlock } from "./text.js";

const LOOK_MS = 1500;
const TRIES = 9;

export const bringFiles = (form, view, words) => {
  const dialog = document.getElementById("bring"), voice = document.getElementById("say");
  const ask = dialog.querySelector("form[data-bring]"), told = dialog.querySelector("output");
  const { files, pack } = ask.dataset;
  let file = null;

  const offer = (chosen) => {
    [file] = chosen;
    if (!file) return false;
    const stem = file.name.replace(/\.[^.]*$/, "");
    ask.elements.title.value = stem;
    ask.elements.name.value = stem.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "file";
    const isPicture = file.type.startsWith("image/");
    ask.elements.alt.required = isPicture;
    ask.elements.alt.closest(".field").hidden = !isPicture;
    told.textContent = "";
    dialog.showModal();
    return true;
  };

  const send = async (address, fields) => {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { accept: "text/html" } });
    if (answer.status >= 400) throw Object.assign(new Error(), { status: answer.status });
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
      const state = new DOMParser().parseFromString(await (await fetch(`${here}/_state`)).text(), "text/html").querySelector("[data-state]")?.dataset.state;
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

  const bring = async () => {
    const fields = Object.fromEntries(new FormData(ask));
    const { name, ...about } = fields;
    const here = new URL((await send(files, about)).url).pathname;
    await sendParts(here);
    await send(`${here}/finish`, {});
    const free = await place(await made(here), name);
    const list = new DOMParser().parseFromString(await (await fetch(pack.replace(/\/files$/, "/_files"))).text(), "text/html");
    return list.querySelector(`#f-${free} [data-insert]`).textContent;
  };

  ask.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = ask.querySelector("button");
    button.disabled = true;
    try {
      const markdown = await bring();
      dialog.close();
      putBlock(view, markdown);
    } catch (error) {
      told.textContent = error.page ? words.refused : navigator.onLine ? words.notbrought : words.nodialog;
      voice.textContent = told.textContent;
    }
    button.disabled = false;
  });
  dialog.addEventListener("close", () => view.focus());

  const take = (event, data) => {
    if (data?.files.length && offer(data.files)) event.preventDefault();
  };
  view.dom.addEventListener("paste", (event) => { if (!event.clipboardData?.getData("text/html")) take(event, event.clipboardData); }, true);
  view.dom.addEventListener("drop", (event) => take(event, event.dataTransfer), true);
  const choose = document.querySelector("[data-do=file]"), input = document.getElementById("file");
  choose.addEventListener("click", () => input.click());
  input.addEventListener("change", () => { offer(input.files); });
};
