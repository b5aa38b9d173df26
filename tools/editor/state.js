// In words, always: whether what is written is saved, and a way out when it is not.
const SLOW_MS = 5000;
const RESCUE_MS = 30_000;
const ENDS = { 4400: "unread", 4401: "signedout", 4403: "maynot", 4404: "gone", 4409: "replaced", 4413: "toolong" };

export const showState = (words) => {
  const place = document.getElementById("state"), voice = document.getElementById("say");
  const dialog = document.getElementById("rescue");
  const times = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  let draft = null, view = null, said = "", isOffered = false;

  const since = (date) => {
    const seconds = Math.round((date - Date.now()) / 1000);
    return seconds > -60 ? ago.format(seconds, "second") : seconds > -3600 ? ago.format(Math.round(seconds / 60), "minute") : times.format(date);
  };
  const isLate = (limit) => draft.waiting && Date.now() - draft.unsavedSince > limit;

  const kind = () => {
    if (draft.closed) return ENDS[draft.closed] ?? "maynot";
    if (!draft.isSynced && !draft.isConnected && !draft.waiting) return navigator.onLine ? "connecting" : "offline";
    if (!draft.waiting) return draft.isConnected ? (draft.savedAt ? "saved" : "allsaved") : "offline";
    if (!draft.isConnected) return draft.hasCopy ? "kept" : "unkept";
    if (draft.isSlowed) return "slowed";
    return isLate(SLOW_MS) ? "unsaved" : "saving";
  };

  const refresh = () => {
    if (!draft) return;
    const is = kind();
    const fill = { when: draft.savedAt && since(draft.savedAt), count: draft.waiting, time: draft.unsavedSince && times.format(draft.unsavedSince) };
    const text = words[is].replace(/\{(\w+)\}/g, (_, name) => fill[name] ?? "");
    if (place.textContent !== text) place.textContent = text;
    place.dataset.is = is;
    // What is saved every few words need not be heard; what is not, has to be.
    const quiet = ["saved", "allsaved", "saving"].includes(is) ? "fine" : is;
    if (said && quiet !== said) voice.textContent = text;
    said = quiet;
    if (!draft.waiting && !draft.closed) isOffered = false;
    if ((isLate(RESCUE_MS) || (draft.closed && view)) && !isOffered) rescue();
  };

  const rescue = (why, text) => {
    if (!view || dialog.open) return;
    isOffered ||= !text;
    dialog.querySelector("textarea").value = text ?? view.state.doc.toString();
    dialog.querySelector("[data-why]").textContent = why ?? place.textContent;
    dialog.showModal();
  };

  dialog.querySelector("[data-copy-out]").addEventListener("click", async ({ target }) => {
    const area = dialog.querySelector("textarea");
    try { await navigator.clipboard.writeText(area.value); } catch { area.select(); document.execCommand("copy"); }
    voice.textContent = target.dataset.done;
  });
  dialog.querySelector("[data-go-on]").addEventListener("click", () => dialog.close());
  setInterval(refresh, 1000);
  place.textContent = words.connecting;

  return {
    rescue,
    show: (shown) => { draft = shown; refresh(); },
    open: (shown, opened) => { draft = shown; view = opened; refresh(); },
  };
};
