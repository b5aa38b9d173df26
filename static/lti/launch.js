// Launches where the browser keeps nothing for us in a frame: the platform keeps it (1EdTech, "LTI Client Side postMessages" and "LTI postMessage Storage" 0.1).
(() => {
  "use strict";
  const PATIENCE = 3000;
  const place = document.getElementById("launch");
  const { target, origin, name, binding, address } = place.dataset;

  // Frames of other sites are found by their name; where there is none of that name, nobody answers.
  const platform = () => {
    const up = parent !== window ? parent : opener;
    try { return up && target && target !== "_parent" ? up.frames[target] || up : up; } catch { return up; }
  };
  const ask = (subject, more) => new Promise((resolve, reject) => {
    const to = platform();
    if (!to || !origin) { reject(new Error("nobody to ask")); return; }
    const id = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
    addEventListener("message", ({ data, origin: from }) => {
      if (from !== origin || !data || data.message_id !== id || data.subject !== `${subject}.response`) return;
      if (data.error) reject(new Error("refused")); else resolve(data.value);
    });
    setTimeout(reject, PATIENCE, new Error("no answer"));
    to.postMessage({ subject, message_id: id, key: name, ...more }, origin);
  });

  if (place.dataset.launch === "begin") {
    // Without an answer the cookie may still do.
    ask("lti.put_data", { value: binding }).catch(() => {}).then(() => location.replace(address));
    return;
  }
  const form = place.querySelector("form.found");
  const lost = () => { for (const one of place.querySelectorAll("[data-lost]")) one.hidden = false; for (const one of place.querySelectorAll("[data-busy]")) one.hidden = true; };
  ask("lti.get_data").then((found) => {
    if (!found) { lost(); return; }
    form.elements.binding.value = found;
    form.submit();
  }, lost);
})();
