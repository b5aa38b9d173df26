// Between the pages of a pack and a learning system that speaks SCORM: what was done is kept there, and taken up again.
(() => {
  "use strict";
  const NAME = "passalong-copy";
  const frame = document.querySelector("iframe");
  const words = (name) => frame.dataset[name].split(" ").filter(Boolean);
  const pages = words("pages"), questions = words("questions"), { release } = frame.dataset;
  const target = location.origin === "null" ? "*" : location.origin;
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const speaks = {
    "1.2": { api: "API", call: "LMS", end: "Finish", status: "core.lesson_status", place: "core.lesson_location", score: "core.score", mode: "core.lesson_mode",
      exit: "core.exit", time: "core.session_time", most: 4096, spent: (n) => `${two(Math.floor(n / 3600))}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}` },
    "2004": { api: "API_1484_11", call: "", end: "Terminate", status: "completion_status", place: "location", score: "score", mode: "mode",
      exit: "exit", time: "session_time", most: 64000, spent: (n) => `PT${n}S` },
  }[release];

  // The system's object is in a window around this one, or in that which opened it; windows of others may not be looked at.
  const above = (from) => {
    let one = from;
    for (let hops = 0; one && hops < 500; hops += 1) {
      try { if (one[speaks.api]) return one[speaks.api]; } catch { return null; }
      if (one.parent === one) return null;
      one = one.parent;
    }
    return null;
  };
  const find = () => { try { return above(window) || above(window.opener) || above(window.top.opener); } catch { return null; } };
  const system = find();
  const call = (name, ...given) => { try { return system ? system[speaks.call + name](...given) : ""; } catch { return ""; } };
  const get = (name) => String(call("GetValue", `cmi.${name}`) ?? "");
  const set = (name, value) => call("SetValue", `cmi.${name}`, String(value));

  let state = { done: [], ticks: {}, answers: {} }, at = 0, isOver = false;
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
  const isConnected = Boolean(system) && String(call("Initialize", "")) === "true";
  const mayWrite = isConnected && !["review", "browse"].includes(get(speaks.mode));
  const here = `${NAME}-${document.documentElement.dataset.copy}`;
  const keep = () => {
    if (!isConnected) try { localStorage.setItem(here, JSON.stringify(state)); } catch { /* A browser may keep nothing. */ }
    if (!mayWrite || isOver) return;
    const full = packed(true);
    set("suspend_data", full.length <= speaks.most ? full : packed(false));
    set(speaks.place, at);
    const isDone = pages.every((_, n) => state.done.includes(n + 1));
    const before = get(speaks.status);
    if (isDone) set(speaks.status, "completed");
    else if (!["completed", "passed", "failed"].includes(before)) set(speaks.status, "incomplete");
    if (questions.length) {
      const right = questions.filter((id) => state.answers[id]?.[0]).length;
      set(`${speaks.score}.min`, 0);
      set(`${speaks.score}.max`, 100);
      set(`${speaks.score}.raw`, Math.floor((100 * right) / questions.length));
      if (release === "2004") set("score.scaled", right / questions.length);
    }
    if (release === "2004") set("progress_measure", state.done.length / pages.length);
    call("Commit", "");
  };
  const end = () => {
    if (!isConnected || isOver) return;
    if (mayWrite) { set(speaks.time, speaks.spent(seconds())); set(speaks.exit, "suspend"); }
    call("Commit", "");
    isOver = true;
    call(speaks.end, "");
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
  addEventListener("pagehide", end);
  addEventListener("beforeunload", end);

  const told = document.querySelector(isConnected ? "[data-is=connected]" : "[data-is=alone]");
  told.hidden = false;
  if (isConnected) unpack(get("suspend_data"));
  else try { state = { ...state, ...JSON.parse(localStorage.getItem(here)) }; } catch { /* Begun anew. */ }
  frame.src = pages[at - 1] ? `${pages[at - 1]}.html` : "index.html";
})();
