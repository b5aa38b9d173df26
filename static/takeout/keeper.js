// Packs on the reader's own device: fetched whole, gone on with, renewed, removed. Loaded by keep.js when there is something to do.
const KEPT = "kept-1 ", DONE = "done-1", WHOLE = "/kept-list", PART = "/kept-part", SHARED = `${KEPT}static`;
// A large file comes in pieces, so that a lost connection costs one piece at most.
const PIECE = 250_000;
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const texts = document.querySelector("template[data-words]");
const words = Object.fromEntries(all("[data-word]", texts.content).map((one) => [one.dataset.word, one.textContent]));
const fill = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
// Digits are Western everywhere, as those that the site writes; not every language of the site is known to every browser.
const inWords = (Kind, options) => {
  try { return new Kind(`${texts.dataset.tag}-u-nu-latn`, options); } catch { return new Kind("en", options); }
};
const numbers = inWords(Intl.NumberFormat);
const days = inWords(Intl.DateTimeFormat, { dateStyle: "medium", timeZone: "UTC" });
const size = (bytes) => (bytes < 1e6
  ? fill("kb", { number: numbers.format(Math.max(1, Math.round(bytes / 1e3))) })
  : fill("mb", { number: numbers.format(bytes < 1e7 ? Math.round(bytes / 1e5) / 10 : Math.round(bytes / 1e6)) }));

class Problem extends Error { constructor(word, values) { super(word); Object.assign(this, { word, values }); } }
const isStatic = (file) => file.address.startsWith("/static/");
const inPieces = (file) => file.bytes > PIECE && file.address.startsWith("/media/");
// Of one pack, without what all packs share.
const weight = (list) => list.files.reduce((sum, file) => sum + (isStatic(file) ? 0 : file.bytes), 0);
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const placed = async (name) => {
  const whole = await caches.match(WHOLE, { cacheName: name }), list = whole || await caches.match(PART, { cacheName: name });
  return list && { name, cache: await caches.open(name), isWhole: Boolean(whole), list: await list.json() };
};
// Every pack that is here, whole or begun.
const kept = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== SHARED);
  return (await Promise.all(names.map(placed))).filter(Boolean);
};
const keptHere = async ({ lang, pack }) => (await kept()).filter(({ name }) => name.startsWith(`${KEPT}${lang} ${pack} `));

// Nobody in particular asks: what is kept is what anybody gets.
const get = (address, more) => fetch(address, { credentials: "omit", ...more });
const listOf = async (address) => {
  const answer = await get(address, { cache: "no-cache" });
  if (answer.status === 410) throw new Problem("withdrawn");
  if (answer.status === 404) throw new Problem("gone");
  if (!answer.ok) throw new Problem("failed");
  return answer.json();
};

const LEFT_OUT = ["content-encoding", "content-length", "content-range", "vary", "etag", "cache-control", "date", "server"];
const asKept = (answer, body, file) => {
  const headers = new Headers(answer.headers);
  for (const name of LEFT_OUT) headers.delete(name);
  headers.set("x-total", file.bytes || body.byteLength);
  headers.set("x-sha256", file.sha256);
  return new Response(body, { headers });
};
const whole = async (cache, file, signal) => {
  const answer = await get(file.source, { signal, cache: isStatic(file) ? "default" : "no-cache" });
  const body = await answer.arrayBuffer();
  // The pack has changed since its list was read.
  const isSame = answer.ok && (!file.sha256 || hex(await crypto.subtle.digest("SHA-256", body)) === file.sha256);
  if (!isSame) throw new Problem("changed");
  await cache.put(file.address, asKept(answer, body, file));
};
const pieces = async (cache, file, signal, told) => {
  for (let from = 0, number = 0; from < file.bytes; from += PIECE, number += 1) {
    const end = Math.min(from + PIECE, file.bytes), address = `${file.address}?piece=${number}`;
    if (!(await cache.match(address))) {
      const answer = await get(file.source, { signal, cache: "no-store", headers: { range: `bytes=${from}-${end - 1}` } });
      if (answer.status !== 206) throw new Problem(answer.ok ? "failed" : "changed");
      const body = await answer.arrayBuffer();
      if (body.byteLength !== end - from) throw new Problem("failed");
      await cache.put(address, asKept(answer, body, file));
    }
    told(end - from);
  }
};
const parts = (file) => Array.from({ length: Math.ceil(file.bytes / PIECE) }, (_, number) => `${file.address}?piece=${number}`);
const names = (file) => (inPieces(file) ? parts(file) : [file.address]);
// Pieces come in order, so the last one is enough.
const isHere = async (cache, file) => {
  const found = await cache.match(names(file).at(-1));
  return found?.headers.get("x-sha256") === file.sha256;
};
// What an earlier version has too is not asked for again.
const takeOver = async (cache, file, earlier) => {
  for (const { cache: other } of file.sha256 ? earlier : []) for (const name of names(file)) {
    const found = await other.match(name);
    if (found?.headers.get("x-sha256") === file.sha256) await cache.put(name, found);
  }
};

const checkRoom = async (bytes) => {
  const { quota, usage } = await navigator.storage?.estimate?.() || {};
  if (quota !== undefined && quota - usage < bytes) throw new Problem("room", { size: size(bytes), room: size(Math.max(0, quota - usage)) });
};
const fetchAll = async (list, cache, earlier, { signal, told }) => {
  const shared = await caches.open(SHARED);
  for (const file of list.files) {
    const into = isStatic(file) ? shared : cache;
    if (!(await isHere(into, file))) {
      await takeOver(into, file, earlier);
      if (inPieces(file)) { await pieces(into, file, signal, told); continue; }
      if (!(await isHere(into, file))) await whole(into, file, signal);
    }
    told(file.bytes);
  }
};
// All or nothing: the list is written under its name when everything in it is here, and only then earlier versions go.
const bringWhole = async (list, { signal, told }) => {
  const earlier = await keptHere({ lang: list.language, pack: list.pack });
  const name = `${KEPT}${list.language} ${list.pack} ${list.carried} ${list.mark}`;
  const same = earlier.find((one) => one.name === name);
  if (same?.isWhole) return;
  const total = list.files.reduce((sum, file) => sum + file.bytes, 0);
  await checkRoom(await missing(list, earlier, "bytes"));
  const cache = await caches.open(name);
  await cache.put(PART, new Response(JSON.stringify(list)));
  let done = 0;
  await fetchAll(list, cache, earlier, { signal, told: (bytes) => { done += bytes; told(Math.floor((100 * done) / total)); } });
  await navigator.serviceWorker.ready;
  await cache.put(WHOLE, new Response(JSON.stringify(list)));
  await cache.delete(PART);
  await Promise.all(earlier.filter((one) => one.name !== name).map((one) => caches.delete(one.name)));
  await sweep();
};
// How much of a list is not here yet; `sent` counts what comes over the line.
const missing = async (list, earlier, counted) => {
  const shared = await caches.open(SHARED);
  let sum = 0;
  for (const file of list.files) {
    const places = isStatic(file) ? [shared] : earlier.map(({ cache }) => cache);
    const found = await Promise.all(places.map((cache) => isHere(cache, file)));
    if (!file.sha256 || !found.includes(true)) sum += file[counted];
  }
  return sum;
};
// Files that no pack needs any more go; with the last pack, everything does, unless the site has not heard yet what was done.
const sweep = async () => {
  const left = await kept(), shared = await caches.open(SHARED);
  const needed = new Set(left.flatMap(({ list }) => list.files.map((file) => file.address)));
  for (const key of await shared.keys()) if (!needed.has(new URL(key.url).pathname)) await shared.delete(key);
  if (left.length) return;
  await caches.delete(SHARED);
  const waits = await caches.has(DONE) && (await (await caches.open(DONE)).keys()).length;
  if (waits) return;
  await caches.delete(DONE);
  const worker = await navigator.serviceWorker.getRegistration("/");
  await worker?.unregister();
};

const show = (section, state) => all("[data-when]", section).forEach((one) => { one.hidden = !one.dataset.when.split(" ").includes(state); });
const tell = (section, text) => { section.querySelector("[data-told]").textContent = text; };
const complain = (section, text = "") => {
  const place = section.querySelector("[data-problem]");
  place.textContent = text;
  place.hidden = !text;
};
const look = async (section) => {
  const found = await keptHere(section.dataset), here = found.find((one) => one.isWhole), begun = found.find((one) => !one.isWhole);
  const shown = begun || here;
  show(section, begun ? "part" : here ? "whole" : "none");
  all("[data-newer]", section).forEach((one) => { one.hidden = true; });
  for (const button of all("[data-carried]", section)) button.hidden = Boolean(here) && button.dataset.carried === here.list.carried;
  if (shown) all("[data-about]", section).forEach((one) => { one.textContent = fill("about", { size: size(weight(shown.list)), day: days.format(new Date(shown.list.version.slice(0, 10))) }); });
  Object.assign(section.dataset, shown ? { carried: shown.list.carried, lists: shown.list.lists } : {});
  return { here, begun };
};
// With a network the site says whether there is a newer version, or none any more.
const compare = async (section) => {
  const { here, begun } = await look(section);
  if (!here || begun) return;
  try {
    const list = await listOf(`${here.list.lists}${here.list.carried}`);
    if (list.version === here.list.version) return;
    const newer = section.querySelector("[data-newer]");
    newer.hidden = false;
    newer.querySelector("span").textContent = fill("newer", { size: size(await missing(list, [here], "sent")) });
  } catch (error) { if (error instanceof Problem && error.word !== "failed") complain(section, fill(error.word)); }
};

const running = new WeakMap();
const why = (error) => {
  if (error.name === "AbortError") return "";
  if (error.name === "QuotaExceededError") return fill("full");
  if (error instanceof Problem && words[error.word]) return fill(error.word, error.values);
  return fill(error instanceof TypeError ? "lost" : "failed");
};
const attempt = async (section, told) => {
  const { signal } = running.get(section);
  await navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" });
  navigator.storage?.persist?.().catch(() => {});
  for (let more = 2; ; more -= 1) {
    try { return await bringWhole(await listOf(`${section.dataset.lists}${section.dataset.carried}`), { signal, told }); }
    catch (error) { if (error.word !== "changed" || !more) throw error; }
  }
};
const keep = async (section) => {
  if (running.has(section)) return;
  running.set(section, new AbortController());
  complain(section);
  show(section, "busy");
  const bar = section.querySelector("progress"), said = section.querySelector("[data-progress]");
  const told = (percent) => { bar.value = percent; said.textContent = fill("progress", { percent }); };
  told(0);
  section.querySelector("[data-act=stop]").focus();
  let error;
  try { await attempt(section, told); } catch (problem) { error = problem; }
  running.delete(section);
  const { begun } = await look(section);
  section.querySelector(error ? "[data-when]:not([hidden]) button:not([hidden])" : "[data-told]").focus();
  if (error) complain(section, why(error));
  else tell(section, fill("kept"));
  // A connection that was lost comes back: so does this.
  if (begun && error instanceof TypeError) addEventListener("online", () => keep(section), { once: true });
};
const remove = async (section) => {
  for (const { name } of await keptHere(section.dataset)) await caches.delete(name);
  await sweep();
  complain(section);
  await look(section);
  tell(section, fill("removed"));
  section.querySelector("[data-told]").focus();
};
const acts = { go: keep, renew: keep, remove, stop: (section) => running.get(section)?.abort() };
// Does what a button of a section says.
export const act = (section, { act: name, carried }) => {
  if (carried) section.dataset.carried = carried;
  return carried ? keep(section) : acts[name](section);
};

// The page of all packs that are here.
const stand = async (shelf) => {
  const found = new Map();
  for (const { list } of await kept()) found.set(`${list.language} ${list.pack}`, list);
  for (const list of found.values()) {
    const row = shelf.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = row.querySelector("a");
    Object.assign(row.querySelector("[data-keep]").dataset, { lang: list.language, pack: list.pack });
    Object.assign(link, { href: list.base, textContent: list.title, lang: list.tag, dir: list.direction });
    shelf.append(row);
  }
  shelf.hidden = !found.size;
  document.querySelector("[data-empty]").hidden = found.size > 0;
};
// Shows what is here of each pack on the page.
export const start = async () => {
  const shelf = document.querySelector("[data-shelf]");
  if (shelf) await stand(shelf);
  all("[data-keep]").forEach(compare);
};
