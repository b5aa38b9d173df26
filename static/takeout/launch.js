// Between the pages of a pack and a learning system that speaks SCORM: what was done is kept there, and taken up again.
(() => {
  "use strict";
  const NAME = "passalong-copy";
  const frame = document.querySelector("iframe");
  const words = (name) => frame.dataset[name].split(" ").filter(Boolean);
  const pages = words("pages"), questions = words("questions"), { release } = frame.dataset;
  const target = location.origin === "null" ? "*" : location.origin;
  const system = window.learningSystem(release);

  let state = { done: [], ticks: {}, answers: {} }, at = 0;
  // Kept as `1|page|modules done|one word a question`: a mark and what was given, or a dash.
  const packed = (withGiven) => ["1", at, state.done.join("."), questions.map((id) => {
    const answer = state.answers[id];
    return answer ? `${answer[0]}${withGiven ? encodeURIComponent(answer[1]) : ""}` : "-";
  }).join(",")].join("|");
  const unpack = (text) => {
    const [version, place, done, answers] = text.split("|");
    if (version !== "1") return;
    at = Number(place) || 0;
    state.done = done.split(".").map(Number).filter((one) => one > 0);
    const known = answers ? answers.split(",") : [];
    // Another version of the pack has other questions: what was answered in the old one is not theirs.
    if (known.length !== questions.length) return;
    questions.forEach((id, n) => { if (known[n] !== "-") try { state.answers[id] = [Number(known[n][0]), decodeURIComponent(known[n].slice(1))]; } catch { /* Not ours. */ } });
  };
  const { isConnected } = system;
  const here = `${NAME}-${document.documentElement.dataset.copy}`;
  const keep = () => {
    if (!isConnected) try { localStorage.setItem(here, JSON.stringify(state)); } catch { /* A browser may keep nothing. */ }
    const full = packed(true);
    system.report({
      kept: full.length <= system.most ? full : packed(false),
      place: at,
      done: state.done.length,
      isDone: pages.every((_, n) => state.done.includes(n + 1)),
      total: pages.length,
      right: questions.filter((id) => state.answers[id]?.[0]).length,
      questions: questions.length,
    });
  };

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data?.source !== NAME) return;
    at = Number(event.data.at) || 0;
    const more = event.data.state;
    // A page may tell what was done on it before it has heard the rest.
    if (more) state = { done: [...new Set([...state.done, ...more.done])], ticks: { ...state.ticks, ...more.ticks }, answers: { ...state.answers, ...more.answers } };
    else frame.contentWindow.postMessage({ source: NAME, state }, target);
    keep();
    if (more) frame.contentWindow.postMessage({ source: NAME, heard: event.data.told }, target);
  });

  const told = document.querySelector(isConnected ? "[data-is=connected]" : "[data-is=alone]");
  told.hidden = false;
  if (isConnected) unpack(system.kept());
  else try { state = { ...state, ...JSON.parse(localStorage.getItem(here)) }; } catch { /* Begun anew. */ }
  frame.src = pages[at - 1] ? `${pages[at - 1]}.html` : "index.html";
})();
