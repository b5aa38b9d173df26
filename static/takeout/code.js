// What was done in a copy of a pack, as a code that the site reads (app/takeout/codes.py); nothing when that is nothing.
window.copiedCode = (copy, state) => {
  "use strict";
  const sum = (text) => {
    let crc = -1;
    for (const sign of text) {
      crc ^= sign.charCodeAt(0);
      for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (~crc >>> 0).toString(16);
  };
  const a = Object.fromEntries(Object.entries(state.answers).flatMap(([id, one]) => (one[2]?.length ? [[id, one[2]]] : [])));
  const t = Object.keys(state.ticks).filter((id) => state.ticks[id]).map((id) => id.replace(/^c-/, ""));
  if (!state.done.length && !t.length && !Object.keys(state.answers).length) return "";
  const bytes = new TextEncoder().encode(JSON.stringify({ k: copy, d: state.done, t, a }));
  const body = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `pa1.${body}.${sum(body)}`;
};
