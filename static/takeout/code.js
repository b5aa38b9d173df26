// What was done in a copy of a pack, as a code that the site reads (app/takeout/codes.py); nothing when that is nothing.
// `clears`: lines that are not ticked any more are told too, as whoever keeps the page online would have cleared them.
window.copiedCode = (copy, state, clears) => {
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
  const lines = (is) => Object.keys(state.ticks).filter((id) => Boolean(state.ticks[id]) === is).map((id) => id.replace(/^c-/, ""));
  const t = lines(true), u = clears ? lines(false) : [];
  if (!state.done.length && !t.length && !u.length && !Object.keys(state.answers).length) return "";
  const bytes = new TextEncoder().encode(JSON.stringify({ k: copy, d: state.done, t, ...(u.length ? { u } : {}), a }));
  const body = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `pa1.${body}.${sum(body)}`;
};
