// Where no socket gets through: the same updates by plain requests, every few seconds.
import * as Y from "yjs";
import { createEncoder, toUint8Array, writeVarUint8Array } from "lib0/encoding";

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

export const overHTTP = (draft) => {
  let timer = null, isRunning = false, known = null;
  const http = { isUp: false };

  const body = () => {
    const encoder = createEncoder();
    writeVarUint8Array(encoder, Y.encodeStateVector(draft.doc));
    writeVarUint8Array(encoder, known && draft.isDurable ? NOTHING : changesOf(draft.doc, known ?? undefined));
    return toUint8Array(encoder);
  };

  const exchange = async () => {
    const made = draft.made, state = Y.encodeStateVector(draft.doc);
    const answer = await fetch(`/live/${draft.id}/${draft.epoch}`, {
      method: "POST", body: body(), headers: { "content-type": "application/octet-stream" }, signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (FINAL[answer.status]) { draft.close(FINAL[answer.status]); return; }
    if (!answer.ok) throw new Error(answer.status);
    const update = new Uint8Array(await answer.arrayBuffer());
    if (update.length) Y.applyUpdate(draft.doc, update, http);
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
