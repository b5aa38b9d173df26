// Where no socket gets through: the same updates by plain requests, every few seconds.
import * as Y from "yjs";
import { createEncoder, toUint8Array, writeVarUint8Array } from "lib0/encoding";
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from "lib0/decoding";
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";

const EVERY_MS = 3000;
const TIMEOUT_MS = 20_000;
const FINAL = { 401: 4401, 403: 4403, 404: 4404, 409: 4409, 413: 4413 };
const NOTHING = new Uint8Array([0, 0]);
const MUCH_BYTES = 1 << 18;

// What the server may lack. The editor keeps what was taken back, so that one can undo that; a
// document that nobody edits forgets it, and a long text that was pasted by mistake is not sent.
const changesOf = (doc, known) => {
  const update = Y.encodeStateAsUpdate(doc, known);
  if (update.length < MUCH_BYTES) return update;
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  const less = Y.encodeStateAsUpdate(other, known);
  other.destroy();
  return less;
};

// An answer names all who are here, so who is not in it has left.
const clientsIn = (present) => {
  const decoder = createDecoder(present), found = new Set();
  for (let left = readVarUint(decoder); left; left -= 1) {
    found.add(readVarUint(decoder));
    readVarUint(decoder);
    readVarString(decoder);
  }
  return found;
};

export const overHTTP = (draft) => {
  const { awareness } = draft;
  let timer = null, isRunning = false, known = null;
  const http = { isUp: false };

  const body = () => {
    const encoder = createEncoder();
    writeVarUint8Array(encoder, Y.encodeStateVector(draft.doc));
    writeVarUint8Array(encoder, known && draft.isDurable ? NOTHING : changesOf(draft.doc, known ?? undefined));
    writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [awareness.clientID]));
    return toUint8Array(encoder);
  };

  const show = (present) => {
    applyAwarenessUpdate(awareness, present, http);
    const here = clientsIn(present).add(awareness.clientID);
    removeAwarenessStates(awareness, [...awareness.getStates().keys()].filter((client) => !here.has(client)), http);
  };

  const exchange = async () => {
    const made = draft.made, state = Y.encodeStateVector(draft.doc);
    const answer = await fetch(`/live/${draft.id}/${draft.epoch}`, {
      method: "POST", body: body(), signal: AbortSignal.timeout(TIMEOUT_MS),
      // Who is signed out hears so, and is not led to another page.
      headers: { "content-type": "application/octet-stream", accept: "application/json" },
    });
    if (FINAL[answer.status]) { draft.close(FINAL[answer.status]); return; }
    if (!answer.ok) throw new Error(answer.status);
    const decoder = createDecoder(new Uint8Array(await answer.arrayBuffer()));
    Y.applyUpdate(draft.doc, readVarUint8Array(decoder), http);
    show(readVarUint8Array(decoder));
    known = state;
    http.isUp = true;
    draft.keep(made);
    if (!draft.isSynced) draft.arrived();
  };

  const run = async () => {
    if (draft.provider.wsconnected && draft.provider.synced) { http.stop(); return; }
    try { await exchange(); } catch { http.isUp = false; draft.onChange(); }
    if (isRunning) timer = setTimeout(run, EVERY_MS);
  };

  http.start = () => {
    if (isRunning || draft.closed) return;
    isRunning = true;
    run();
  };
  http.stop = () => { isRunning = http.isUp = false; clearTimeout(timer); known = null; };
  return http;
};
