// Between the pages of a pack, or of a path's packs, and a learning system that speaks SCORM: what was done is kept there, and taken up again.
(() => {
  "use strict";
  const NAME = "passalong-copy";
  const frame = document.querySelector("iframe");
  const words = (name) => frame.dataset[name].split(" ").filter(Boolean);
  const { release } = frame.dataset;
  // One pack, or those of a path, each in a folder of its own.
  const isWhole = Boolean(frame.dataset.packs);
  const packs = isWhole ? JSON.parse(frame.dataset.packs)
    : [{ copy: document.documentElement.dataset.copy, folder: "", pages: words("pages"), questions: words("questions"), isNeeded: true }];
  const target = location.origin === "null" ? "*" : location.origin;
  const system = window.learningSystem(release);

  const empty = () => ({ done: [], ticks: {}, answers: {} });
  const states = Object.fromEntries(packs.map(({ copy }) => [copy, empty()]));
  let at = { copy: "", page: 0 };
  // Modules done, and one word a question: a mark and what was given, or a dash.
  const modules = ({ copy }) => states[copy].done.join(".");
  const marks = ({ copy, questions }, withGiven) => questions.map((id) => {
    const answer = states[copy].answers[id];
    return answer ? `${answer[0]}${withGiven ? encodeURIComponent(answer[1]) : ""}` : "-";
  }).join(",");
  // Kept as `1|page|modules|questions` of one pack, as `2|pack.page|pack:modules:questions;…` of several.
  const packed = (withGiven) => isWhole
    ? ["2", `${at.copy}.${at.page}`, packs.map((pack) => [pack.copy, modules(pack), marks(pack, withGiven)].join(":")).join(";")].join("|")
    : ["1", at.page, modules(packs[0]), marks(packs[0], withGiven)].join("|");
  const unpackOne = ({ copy, questions }, done = "", given = "") => {
    states[copy].done = done.split(".").map(Number).filter((one) => one > 0);
    const known = given ? given.split(",") : [];
    // Another version of the pack has other questions: what was answered in the old one is not theirs.
    if (known.length !== questions.length) return;
    questions.forEach((id, n) => { if (known[n] !== "-") try { states[copy].answers[id] = [Number(known[n][0]), decodeURIComponent(known[n].slice(1))]; } catch { /* Not ours. */ } });
  };
  const unpack = (text) => {
    const [version, place, ...rest] = text.split("|");
    if (version === "1" && !isWhole) {
      at.page = Number(place) || 0;
      unpackOne(packs[0], ...rest);
    }
    if (version !== "2" || !isWhole) return;
    const [copy, page] = place.split(".");
    at = { copy, page: Number(page) || 0 };
    for (const one of rest.join("|").split(";")) {
      const [of, ...more] = one.split(":");
      const pack = packs.find((each) => each.copy === of);
      if (pack) unpackOne(pack, ...more);
    }
  };
  const { isConnected } = system;
  const here = ({ copy }) => `${NAME}-${copy}`;
  const done = ({ copy, pages }) => pages.filter((_, n) => states[copy].done.includes(n + 1)).length;
  const sum = (count) => packs.filter((pack) => pack.isNeeded).reduce((all, pack) => all + count(pack), 0);
  const keep = () => {
    if (!isConnected) for (const pack of packs) try { localStorage.setItem(here(pack), JSON.stringify(states[pack.copy])); } catch { /* A browser may keep nothing. */ }
    const full = packed(true), total = sum(({ pages }) => pages.length);
    system.report({
      kept: full.length <= system.most ? full : packed(false),
      place: isWhole ? `${at.copy}.${at.page}` : at.page,
      done: sum(done),
      isDone: sum(done) === total,
      total,
      right: sum(({ copy, questions }) => questions.filter((id) => states[copy].answers[id]?.[0]).length),
      questions: sum(({ questions }) => questions.length),
    });
  };

  addEventListener("message", (event) => {
    const { data, source } = event;
    if (source !== frame.contentWindow || data?.source !== NAME) return;
    const { copy } = data, state = states[copy], more = data.state;
    at = { copy: state && isWhole ? copy : "", page: Number(data.at) || 0 };
    // A page may tell what was done on it before it has heard the rest.
    if (state && more) states[copy] = { done: [...new Set([...state.done, ...more.done])], ticks: { ...state.ticks, ...more.ticks }, answers: { ...state.answers, ...more.answers } };
    else source.postMessage({ source: NAME, ...(state ? { state } : { states }) }, target);
    keep();
    if (more) source.postMessage({ source: NAME, heard: data.told }, target);
  });

  const told = document.querySelector(isConnected ? "[data-is=connected]" : "[data-is=alone]");
  told.hidden = false;
  if (isConnected) unpack(system.kept());
  else for (const pack of packs) try { states[pack.copy] = { ...empty(), ...JSON.parse(localStorage.getItem(here(pack))) }; } catch { /* Begun anew. */ }
  const last = isWhole ? packs.find((pack) => pack.copy === at.copy) : packs[0];
  frame.src = `${last?.folder ?? ""}${last?.pages[at.page - 1] ?? "index"}.html`;
})();
