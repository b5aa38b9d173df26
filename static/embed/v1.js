/* Passalong in your page, version 1. Put it there once; every frame of ours grows to its height, and <passalong-pack> makes one.
   Events on the frame, which rise: passalong:ready, passalong:progress, passalong:completed, passalong:link. */
(() => {
  "use strict";
  const site = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(`${site}/embed/`));
  addEventListener("message", (event) => {
    const said = event.data;
    if (!said || said.source !== "passalong" || said.v !== 1) return;
    /* A sandboxed frame has the origin "null": it is known by its window. */
    const frame = frames().find((one) => one.contentWindow === event.source);
    if (!frame) return;
    const height = Math.ceil(Number(said.height));
    if (said.type === "height" && height > 0) frame.style.height = `${Math.min(height, 30000)}px`;
    const closed = frame.sandbox.length && !frame.sandbox.contains("allow-popups");
    if (said.type === "link" && closed && /^https?:/.test(said.url)) open(said.url, "_blank", "noopener");
    frame.dispatchEvent(new CustomEvent(`passalong:${said.type}`, { bubbles: true, composed: true, detail: said }));
  });
  if (!customElements.get("passalong-pack")) customElements.define("passalong-pack", class extends HTMLElement {
    connectedCallback() {
      if (this.querySelector("iframe")) return;
      const get = (name, usual = "") => encodeURIComponent(this.getAttribute(name) || usual);
      const look = ["color", "theme"].filter((name) => this.hasAttribute(name)).map((name) => `${name}=${get(name)}`).join("&");
      const start = this.hasAttribute("module") ? `/${get("module")}` : "";
      const frame = document.createElement("iframe");
      frame.src = `${site}/embed/${get("lang", "en")}/packs/${get("pack")}${start}${look && `?${look}`}`;
      frame.title = this.getAttribute("title") || this.textContent.trim() || "Passalong";
      frame.loading = "lazy";
      frame.allow = "fullscreen";
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      frame.style.cssText = "border:0;width:100%;height:480px";
      this.style.display ||= "block";
      this.replaceChildren(frame);
    }
  });
})();
