// A draft that several people write: its document, and what of it is durable on the server.
import * as Y from "yjs";
import { IndexeddbPersistence } from "y-indexeddb";
import { WebsocketProvider } from "y-websocket";
import { readVarUint } from "lib0/decoding";
import { overHTTP } from "./http.js";

const ACKNOWLEDGED = 100, SLOWED = 101;
const SLOWED_MS = 10_000;
// The server says the first of a text or a frame, its library the second of a longer frame.
const TOO_LONG = 4413, FRAME_TOO_LONG = 1009;
const MOST_BYTES = 1 << 20;
const SECONDS_TO_JOIN = 12;
const HEAD = ["title", "lead", "kind", "minutes"];

const stored = (key, value) => {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch { /* The browser keeps nothing; the server does. */ }
  return null;
};

// Who and which document, or the one this browser has a copy of when there is no line.
const ask = async (id) => {
  const key = `passalong-epoch-${id}`;
  try {
    const answer = await fetch(`/live/${id}`, { method: "POST", headers: { accept: "application/json" } });
    if (!answer.ok) return null;
    const joined = await answer.json();
    stored(key, joined.epoch);
    return joined;
  } catch {
    const epoch = stored(key);
    return epoch && { epoch, isKept: true };
  }
};

// Returns the draft when its text is here, or nothing when it cannot be had.
export const joinDraft = async (id, state) => {
  const joined = await ask(id);
  if (!joined) return null;
  const draft = new Draft(id, joined);
  draft.onChange = () => state.show(draft);
  const isHere = await Promise.race([
    draft.synced,
    draft.copied.then((has) => (joined.isKept ? has : new Promise(() => {}))),
    new Promise((resolve) => setTimeout(resolve, SECONDS_TO_JOIN * 1000, false)),
  ]);
  if (!isHere) draft.leave();
  return isHere ? draft : null;
};

// What a field held when the page came.
const beganWith = (field) => (field.options ? ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]).value : field.defaultValue);

class Draft {
  constructor(id, { epoch, name }) {
    Object.assign(this, { id, epoch, name, made: 0, kept: 0, savedAt: null, unsavedSince: null, slowedAt: 0, closed: 0, isSynced: false, hasCopy: false });
    this.doc = new Y.Doc();
    this.body = this.doc.getText("body");
    this.head = this.doc.getMap("head");
    this.onChange = () => {};
    this.synced = new Promise((resolve) => { this.arrived = () => { this.isSynced = true; resolve(true); this.onChange(); }; });
    // Before the provider listens: what it sends holds the edit that is counted here.
    this.doc.on("update", (update, origin) => {
      if (origin === this.provider || origin === this.copy || origin === this.http) return;
      this.made += 1;
      this.unsavedSince ??= new Date();
      if (this.closed === TOO_LONG) this.tryShorter();
      this.onChange();
    });
    this.copied = this.keepCopy();
    this.provider = this.connect();
    this.awareness = this.provider.awareness;
    // Others take the very first word of somebody for an old one, and would not see who only looks.
    this.awareness.setLocalStateField("cursor", null);
    this.http = overHTTP(this);
    for (const type of ["online", "offline"]) addEventListener(type, () => this.tryAgain());
  }

  get waiting() { return this.made - this.kept; }
  get isDurable() { return !this.waiting; }
  get isSlowed() { return Date.now() - this.slowedAt < SLOWED_MS; }
  get isTooLong() { return new TextEncoder().encode(this.body.toString()).length > MOST_BYTES; }
  get isConnected() { return this.provider.wsconnected || this.http.isUp; }

  // All edits up to one of ours are committed.
  keep(made) {
    this.kept = Math.max(this.kept, made);
    this.savedAt = new Date();
    this.unsavedSince = this.waiting ? this.unsavedSince : null;
    if (this.isDurable) this.settle?.();
    this.onChange();
  }

  // Resolves to whether all is durable within so many milliseconds.
  durable(milliseconds) {
    if (this.isDurable) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.settle = () => resolve(true);
      setTimeout(resolve, milliseconds, false);
    });
  }

  async keepCopy() {
    try {
      this.copy = new IndexeddbPersistence(`passalong-${this.id}-${this.epoch}`, this.doc);
      this.copy._db.catch(() => { this.hasCopy = false; });
      await this.copy.whenSynced;
      this.hasCopy = true;
      return this.body.length > 0;
    } catch {
      return false;
    }
  }

  // The server says how many of this socket's frames are committed. The first that counts is the
  // answer to its question what we have: it holds all that was written without a line.
  connect() {
    const draft = this;
    let marks = [], whole = 0;
    class Counting extends WebSocket {
      constructor(...given) { super(...given); marks = []; whole = 0; }
      send(data) {
        const [type, kind] = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, 2);
        if (type === 0 && (kind === 1 || kind === 2)) {
          marks.push(draft.made);
          if (kind === 1) whole ||= marks.length;
        }
        super.send(data);
      }
    }
    const origin = location.origin.replace(/^http/, "ws");
    const provider = new WebsocketProvider(`${origin}/live/${this.id}`, this.epoch, this.doc, {
      WebSocketPolyfill: Counting, disableBc: true, maxBackoffTime: 15_000,
    });
    provider.messageHandlers[ACKNOWLEDGED] = (_encoder, decoder) => {
      const count = readVarUint(decoder);
      if (whole && count >= whole) this.keep(marks[count - 1]);
    };
    provider.messageHandlers[SLOWED] = () => { this.slowedAt = Date.now(); this.onChange(); };
    provider.on("sync", (isSynced) => { if (isSynced) this.arrived(); });
    provider.on("status", () => this.onChange());
    // Once may be chance; twice in a row is a network that lets no socket through.
    provider.on("connection-close", (event) => {
      if (event?.code === FRAME_TOO_LONG) this.refuse(TOO_LONG);
      else if (provider.wsUnsuccessfulReconnects && navigator.onLine) this.http.start();
    });
    provider.on("closed", ({ code }) => this.refuse(code));
    return provider;
  }

  // A socket may seem open long after its line was cut, and wait long before it tries again.
  tryAgain() {
    if (this.closed) return;
    if (!navigator.onLine) this.http.stop();
    this.provider.disconnect();
    this.provider.wsUnsuccessfulReconnects = 0;
    this.provider.connect();
    this.onChange();
  }

  // Who makes a text shorter that was too long goes on where it was refused.
  tryShorter() {
    if (this.isTooLong) return;
    this.closed = 0;
    this.provider.connect();
  }

  // A socket cannot leave out what was pasted and taken back; requests do.
  refuse(code) {
    if (code === 4429 || (code === TOO_LONG && !this.isTooLong)) this.http.start();
    else this.close(code);
  }

  close(code) {
    this.closed = code;
    this.http.stop();
    this.provider.disconnect();
    if (code === 4409) this.copy?.clearData();
    this.onChange();
  }

  leave() {
    this.http.stop();
    this.provider.destroy();
    this.copy?.destroy();
  }

  // The fields beside the text: who wrote in one last has written it. What somebody typed into
  // one before this script came is in nothing else that is sent.
  bindHead(form) {
    for (const name of HEAD) {
      const field = form.elements[name], began = beganWith(field);
      if (field.value !== began && this.head.get(name) === began) this.head.set(name, field.value);
    }
    const show = () => {
      for (const name of HEAD) {
        const value = this.head.get(name), field = form.elements[name];
        if (value !== undefined && field.value !== value && document.activeElement !== field) field.value = value;
      }
    };
    form.addEventListener("input", ({ target }) => { if (HEAD.includes(target.name)) this.head.set(target.name, target.value); });
    this.head.observe(show);
    show();
  }
}
