// Shows packs that this device keeps when the network does not answer. Registered when somebody asks for it (keep.js), never before.
// What comes from the network is passed on as it is: nothing is stored here, so no page of anybody's own can be.
"use strict";
const KEPT = "kept-1 ", DONE = "done-1", WHOLE = "/kept-list", PIECE = 250_000;
// After this many milliseconds a page that is kept is shown instead of waiting on.
const PATIENCE = 8_000;

// It holds nothing, and pages ask it nothing, so the newest one may take over at once.
self.addEventListener("install", () => self.skipWaiting());
// What another release has written in another form, this one cannot read.
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (!name.startsWith(KEPT) && name !== DONE) await caches.delete(name);
})()));

// Names of packs that are here whole, the newest first. Looked at by name: to open one that is being removed would make it anew.
const packs = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith(KEPT)).reverse();
  const whole = await Promise.all(names.map((cacheName) => caches.match(WHOLE, { cacheName })));
  return names.filter((_, number) => whole[number]);
};
const find = async (path) => {
  for (const cacheName of await packs()) {
    const page = await caches.match(path, { cacheName });
    if (page) return page;
  }
};

const soon = (promise, patience) => Promise.race([promise, new Promise((_, no) => { setTimeout(no, patience, new Error("too slow")); })]);

// What was done in kept pages goes to the site before the next page comes from it, so that this page knows of it already.
// The site takes each thing once, however often it is sent.
const send = async (to, code, again = true) => {
  const answer = await fetch(to, { method: "POST", body: new URLSearchParams({ code }) });
  // A pack that has moved says where it is now.
  const isMoved = answer.redirected && !answer.url.includes("taken=1");
  if (isMoved && again) return send(answer.url, code, false);
  // What the site will never take is not sent for ever.
  return answer.status < 500 && answer.status !== 429;
};
const bring = async () => {
  if (!(await caches.has(DONE))) return;
  const cache = await caches.open(DONE);
  for (const key of await cache.keys()) {
    const { to, code } = await (await cache.match(key)).json();
    if (!(await send(to, code))) continue;
    // Unless more was done meanwhile.
    const now = await (await cache.match(key))?.json();
    if (now?.code === code) await cache.delete(key);
  }
};

const notHere = new Set([502, 503, 504]);
const page = async (request, path) => {
  const kept = await find(path);
  try {
    await soon(bring(), PATIENCE / 2).catch(() => {});
    const coming = fetch(request);
    const answer = await (kept ? soon(coming, PATIENCE) : coming);
    return notHere.has(answer.status) && kept ? kept : answer;
  } catch (error) {
    const shown = kept || await find(`/${path.split("/")[1]}/offline`) || await anyShelf();
    if (shown) return shown;
    throw error;
  }
};
// In the language of a pack that is kept, when not in that of the address.
const anyShelf = async () => {
  for (const name of await packs()) {
    const shelf = await caches.match(`/${name.split(" ")[1]}/offline`, { cacheName: name });
    if (shelf) return shelf;
  }
};

// A file, or the part of it that a player asks for; a large one lies here in pieces, of which one at a time is in memory.
const cut = (request, first, read, size) => {
  const total = Number(first.headers.get("x-total")), headers = new Headers(first.headers);
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") || "");
  const isPart = Boolean(asked && (asked[1] || asked[2]));
  let at = 0, end = total;
  if (isPart) {
    at = asked[1] ? Number(asked[1]) : Math.max(total - Number(asked[2]), 0);
    end = asked[1] && asked[2] ? Math.min(Number(asked[2]) + 1, total) : total;
    if (at >= end) return new Response(null, { status: 416, headers: { "content-range": `bytes */${total}` } });
    headers.set("content-range", `bytes ${at}-${end - 1}/${total}`);
  }
  headers.set("content-length", end - at);
  headers.set("accept-ranges", "bytes");
  const body = new ReadableStream({
    async pull(reader) {
      const number = Math.floor(at / size), from = number * size;
      const bytes = await (await read(number)).slice(at - from, end - from).arrayBuffer();
      if (!bytes.byteLength) throw new Error("a piece is missing");
      at += bytes.byteLength;
      reader.enqueue(new Uint8Array(bytes));
      if (at >= end) reader.close();
    },
  });
  return new Response(body, { status: isPart ? 206 : 200, headers });
};
const file = async (request, path) => {
  for (const cacheName of await packs()) {
    const whole = await caches.match(path, { cacheName });
    if (whole) {
      const blob = await whole.blob();
      return cut(request, whole, () => blob, blob.size);
    }
    const piece = (number) => caches.match(`${path}?piece=${number}`, { cacheName });
    const first = await piece(0);
    if (first) return cut(request, first, async (number) => (await piece(number)).blob(), PIECE);
  }
  // Style sheets and scripts are shared by all packs that are kept; their addresses say what is in them.
  return await caches.match(path, { cacheName: `${KEPT}static` }) || fetch(request);
};

self.addEventListener("fetch", (event) => {
  const { request } = event, { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (/^\/(media|static)\//.test(pathname)) event.respondWith(file(request, pathname));
  // What other sites frame keeps nothing, and gets nothing that is kept.
  else if (request.mode === "navigate" && request.destination === "document" && !/^\/(embed|lti)\//.test(pathname)) event.respondWith(page(request, pathname));
});
