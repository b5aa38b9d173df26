// The learning system around a page, by SCORM 1.2 or 2004: found, begun, told how far somebody is, and ended with the page.
window.learningSystem = (release) => {
  "use strict";
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
  const isConnected = Boolean(system) && String(call("Initialize", "")) === "true";
  const mayWrite = isConnected && !["review", "browse"].includes(get(speaks.mode));
  let isOver = false;

  // `kept` is given back by the system at the next visit; `done` of `total` modules, `right` of `questions`.
  const report = ({ kept, place, done, isDone, total, right, questions }) => {
    if (!mayWrite || isOver) return;
    set("suspend_data", kept);
    set(speaks.place, place);
    const before = get(speaks.status);
    if (isDone) set(speaks.status, "completed");
    else if (!["completed", "passed", "failed"].includes(before)) set(speaks.status, "incomplete");
    if (questions) {
      set(`${speaks.score}.min`, 0);
      set(`${speaks.score}.max`, 100);
      set(`${speaks.score}.raw`, Math.floor((100 * right) / questions));
      if (release === "2004") set("score.scaled", right / questions);
    }
    if (release === "2004" && total) set("progress_measure", Math.min(1, done / total));
    call("Commit", "");
  };
  const end = () => {
    if (!isConnected || isOver) return;
    if (mayWrite) { set(speaks.time, speaks.spent(seconds())); set(speaks.exit, "suspend"); }
    call("Commit", "");
    isOver = true;
    call(speaks.end, "");
  };
  addEventListener("pagehide", end);
  addEventListener("beforeunload", end);
  return { isConnected, most: speaks.most, kept: () => get("suspend_data"), report };
};
