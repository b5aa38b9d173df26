// Between the pages of a pack and a learning system that speaks cmi5: statements tell what was done, and its state is taken up again.
(() => {
  "use strict";
  const NAME = "passalong-copy", VERSION = "1.0.3", LONGEST = 8000, MOST_SECONDS = 30;
  const IS = "https://w3id.org/xapi/cmi5/context/", ADL = "http://adlnet.gov/expapi/verbs/";
  // Which statements the standard defines, and which of them may move somebody on in their course.
  const DEFINED = ["initialized", "completed", "passed", "failed", "terminated"], MOVING = ["completed", "passed", "failed"];
  const frame = document.querySelector("iframe");
  const words = (name) => frame.dataset[name].split(" ").filter(Boolean);
  const pages = words("pages"), questions = words("questions");
  const target = location.origin === "null" ? "*" : location.origin;
  const here = `${NAME}-${document.documentElement.dataset.copy}`;
  const begun = Date.now();
  const say = (word) => { for (const one of document.querySelectorAll("[data-is]")) one.hidden = one.dataset.is !== word; };

  const isWeb = (text) => { try { const { protocol, username } = new URL(text); return /^https?:$/.test(protocol) && !username; } catch { return false; } };
  const isMap = (value) => Boolean(value) && typeof value === "object" && !Array.isArray(value);
  const read = (text) => { try { return JSON.parse(text); } catch { return null; } };
  // What the system says in the address. Anybody can write an address: what is not as the standard wants it is no launch.
  const launched = () => {
    const given = Object.fromEntries(new URLSearchParams(location.search));
    const actor = read(given.actor), { account } = actor ?? {};
    const isActor = isMap(actor) && (actor.objectType ?? "Agent") === "Agent" && isMap(account) && isWeb(account.homePage) && typeof account.name === "string" && account.name;
    const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(given.registration);
    const isIri = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(given.activityId);
    if (location.search.length > LONGEST || !isActor || !isUuid || !isIri || !isWeb(given.endpoint) || !isWeb(given.fetch)) return null;
    return { ...given, actor, endpoint: given.endpoint.replace(/\/*$/, "/") };
  };
  const launch = launched();
  let token = "", system = {}, isConnected = false, isOver = false;
  let state = { done: [], ticks: {}, answers: {} }, at = 0, sent = [];

  const ask = (address, more = {}) => fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error", cache: "no-store", ...more });
  const records = (path, more = {}) => ask(launch.endpoint + path, {
    ...more, headers: { Authorization: `Basic ${token}`, "X-Experience-API-Version": VERSION, ...(more.body ? { "Content-Type": "application/json" } : {}) },
  });
  const about = (more) => new URLSearchParams({ agent: JSON.stringify(launch.actor), ...more });
  const stateAt = (id) => `activities/state?${about({ activityId: launch.activityId, registration: launch.registration, stateId: id })}`;

  // Without https a browser has no `randomUUID`.
  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };
  const spent = () => `PT${((Date.now() - begun) / 1000).toFixed(2)}S`;
  const statement = (verb, result, { object = launch.activityId, type } = {}) => {
    const from = system.contextTemplate, around = from.contextActivities ?? {};
    const marks = [...(DEFINED.includes(verb) ? ["cmi5"] : []), ...(MOVING.includes(verb) ? ["moveon"] : [])];
    const category = [...[around.category ?? []].flat(), ...marks.map((one) => ({ id: `${IS}categories/${one}` }))];
    const isJudged = ["passed", "failed"].includes(verb) && system.masteryScore !== undefined;
    const mastery = isJudged ? { [`${IS}extensions/masteryscore`]: system.masteryScore } : {};
    return {
      id: uuid(), timestamp: new Date().toISOString(), actor: launch.actor, ...(result ? { result } : {}),
      verb: { id: ADL + verb, display: { "en-US": verb } },
      object: { objectType: "Activity", id: object, ...(type ? { definition: { type } } : {}) },
      context: { ...from, registration: launch.registration, extensions: { ...from.extensions, ...mastery }, contextActivities: { ...around, ...(category.length ? { category } : {}) } },
    };
  };

  // One thing after another, in order; what does not arrive is sent again, with the same id, until the page is left.
  const waiting = [];
  let isSending = false, isStateNew = false, wake = () => {};
  const pause = (seconds) => new Promise((go) => { wake = go; setTimeout(go, seconds * 1000); });
  const isLater = (status) => status >= 500 || status === 429 || status === 408;
  // What has not been told yet is told again by the next visit.
  const kept = () => JSON.stringify({ at, state, sent: sent.filter((verb) => !waiting.some((one) => one.verb.id === ADL + verb)) });
  const sendNext = async () => {
    const body = waiting.length ? JSON.stringify([waiting[0]]) : kept();
    const isState = !waiting.length;
    if (isState) isStateNew = false;
    const answer = isState ? await records(stateAt(NAME), { method: "PUT", body }) : await records("statements", { method: "POST", body });
    if (isLater(answer.status)) throw new Error(answer.status);
    // What is refused would be refused again; what is there already has arrived.
    if (!isState) waiting.shift();
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    for (let seconds = 1; !isOver && (waiting.length || isStateNew);) {
      const wasState = !waiting.length;
      try { await sendNext(); seconds = 1; } catch {
        if (wasState) isStateNew = true;
        await pause(seconds);
        seconds = Math.min(seconds * 2, MOST_SECONDS);
      }
    }
    isSending = false;
  };
  addEventListener("online", () => wake());
  const tell = (...given) => waiting.push(statement(...given));

  const isNormal = () => isConnected && !isOver && system.launchMode === "Normal";
  const scaled = () => questions.filter((id) => state.answers[id]?.[0]).length / questions.length;
  const score = () => ({ scaled: scaled(), raw: Math.round(100 * scaled()), min: 0, max: 100 });
  const once = (verb, result) => { if (!sent.includes(verb)) { sent.push(verb); tell(verb, result); } };
  // Without another wish of the system, passing is all questions right: everybody may try again.
  const isEnough = () => questions.length > 0 && scaled() >= (system.masteryScore ?? 1);
  const note = (before) => {
    for (const id of questions) {
      const answer = state.answers[id];
      if (!answer || String(before.answers[id]) === String(answer)) continue;
      tell("answered", { success: Boolean(answer[0]) }, { object: `${frame.dataset.link}#${id}`, type: "http://adlnet.gov/expapi/activities/question" });
    }
    const done = pages.filter((_, n) => state.done.includes(n + 1)).length;
    const had = pages.filter((_, n) => before.done.includes(n + 1)).length;
    if (done > had) tell("progressed", { extensions: { "https://w3id.org/xapi/cmi5/result/extensions/progress": Math.floor((100 * done) / pages.length) } });
    if (isEnough()) once("passed", { success: true, duration: spent(), score: score() });
    if (done === pages.length) once("completed", { completion: true, duration: spent() });
  };
  const keep = (before) => {
    if (!isConnected) { try { localStorage.setItem(here, JSON.stringify(state)); } catch { /* A browser may keep nothing. */ } return; }
    if (!isNormal()) return;
    if (before) note(before);
    isStateNew = true;
    send();
  };
  const last = () => {
    const isJudged = isNormal() && system.masteryScore !== undefined && questions.length && !sent.includes("passed");
    if (isJudged && questions.every((id) => state.answers[id])) tell("failed", { success: false, duration: spent(), score: score() });
    tell("terminated", { duration: spent() });
  };
  // A page that goes away sends what is left at once, in order; nothing may follow it.
  const end = () => {
    if (!isConnected || isOver) return;
    if (isNormal() && isStateNew) records(stateAt(NAME), { method: "PUT", body: kept(), keepalive: true }).catch(() => {});
    last();
    isOver = true;
    const left = records("statements", { method: "POST", body: JSON.stringify(waiting.splice(0)), keepalive: true }).catch(() => {});
    wake();
    say("over");
    return left;
  };
  const leave = document.querySelector("[data-leave]");
  leave.addEventListener("click", async () => {
    leave.hidden = true;
    await Promise.race([end(), new Promise((go) => { setTimeout(go, 5000); })]);
    if (isWeb(system.returnURL)) location.assign(system.returnURL);
  });
  addEventListener("pagehide", end);

  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.data?.source !== NAME) return;
    at = Number(event.data.at) || 0;
    const before = state, more = event.data.state;
    // A page may tell what was done on it before it has heard the rest.
    if (more) state = { done: [...new Set([...state.done, ...more.done])], ticks: { ...state.ticks, ...more.ticks }, answers: { ...state.answers, ...more.answers } };
    else frame.contentWindow.postMessage({ source: NAME, state }, target);
    keep(more && before);
    if (more) frame.contentWindow.postMessage({ source: NAME, heard: event.data.told }, target);
  });

  const take = (found) => {
    if (!isMap(found) || !isMap(found.state) || !Array.isArray(found.state.done)) return;
    const { done, ticks, answers } = found.state;
    at = Number(found.at) || 0;
    state = { done: done.filter(Number.isInteger), ticks: isMap(ticks) ? ticks : {}, answers: isMap(answers) ? answers : {} };
    sent = Array.isArray(found.sent) ? found.sent : [];
  };
  const connect = async () => {
    // It gives its word once: another page with this address gets none.
    const given = await (await ask(launch.fetch, { method: "POST" })).json();
    token = given["auth-token"];
    if (typeof token !== "string" || !/^[\x21-\x7e]{1,4096}$/.test(token)) throw new Error("no token");
    const told = await records(stateAt("LMS.LaunchData"));
    system = told.ok ? await told.json() : null;
    if (!isMap(system?.contextTemplate) || !["Normal", "Browse", "Review"].includes(system.launchMode)) throw new Error("no launch data");
    if (typeof system.masteryScore !== "number" || !(system.masteryScore >= 0 && system.masteryScore <= 1)) delete system.masteryScore;
    // Asked for because the standard wants it: these pages are in one language and start no sound.
    await records(`agents/profile?${about({ profileId: "cmi5LearnerPreferences" })}`);
    const before = await records(stateAt(NAME));
    if (before.ok) take(read(await before.text()));
    isConnected = true;
    tell("initialized");
    send();
  };
  const start = async () => {
    if (launch) try { await connect(); } catch { isConnected = false; }
    say(isConnected ? "connected" : launch ? "over" : "alone");
    leave.hidden = !isConnected;
    if (!isConnected) try { state = { ...state, ...JSON.parse(localStorage.getItem(here)) }; } catch { /* Begun anew. */ }
    frame.src = pages[at - 1] ? `${pages[at - 1]}.html` : "index.html";
  };
  start();
})();
