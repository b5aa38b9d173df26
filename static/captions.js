// Sets times of captions while the film plays; without it they are typed.
(() => {
  const place = document.querySelector("[data-captions]");
  const player = place?.querySelector("[data-player]");
  if (!player) return;
  const rows = [...place.querySelectorAll("[data-cue]")];
  const form = place.querySelector("form.capform");
  place.querySelectorAll("[data-with-player], [data-keys]").forEach((part) => { part.hidden = false; });

  const seconds = (text) => text.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const written = (time) => {
    const whole = Math.max(0, Math.round(time * 1000)), pad = (value, size) => String(value).padStart(size, "0");
    return `${pad(Math.floor(whole / 3600000), 2)}:${pad(Math.floor(whole / 60000) % 60, 2)}:${pad(Math.floor(whole / 1000) % 60, 2)}.${pad(whole % 1000, 3)}`;
  };
  const field = (row, name) => row.querySelector(`[data-${name}]`);
  const set = (row, name) => {
    field(row, name).value = written(player.currentTime);
    field(row, name).dispatchEvent(new Event("input", { bubbles: true }));
  };
  const here = () => document.activeElement.closest("[data-cue]") ?? rows.find((row) => row.classList.contains("now")) ?? rows[0];
  const toggle = () => (player.paused ? player.play() : player.pause());

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button"), row = button?.closest("[data-cue]");
    if (!row) return;
    if (button.dataset.now) set(row, button.dataset.now);
    if ("hear" in button.dataset) { player.currentTime = seconds(field(row, "start").value) || 0; player.play(); }
  });
  document.addEventListener("keydown", (event) => {
    const row = here();
    if (event.key === "F8") set(row, "start");
    else if (event.key === "F9") {
      set(row, "end");
      rows[rows.indexOf(row) + 1]?.querySelector("textarea").focus();
    } else if (event.key === "F7") toggle();
    else if (event.key === "F6") player.currentTime = Math.max(0, player.currentTime - 2);
    else return;
    event.preventDefault();
  });
  player.addEventListener("timeupdate", () => {
    for (const row of rows) {
      const now = player.currentTime;
      row.classList.toggle("now", seconds(field(row, "start").value) <= now && now < seconds(field(row, "end").value));
    }
  });

  // What is typed and not saved is not left by mistake.
  let isChanged = false;
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isChanged = false; });
  addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
})();
