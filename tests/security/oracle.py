"""Tells whether a page in Chromium did what only a payload could make it do."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
)

MARK = "a payload ran"
# Whatever a payload calls, on any page and in any frame, is said on the console.
WATCHED = f"""for (const name of ["alert", "confirm", "prompt", "print", "open"])
  Object.defineProperty(window, name, {{
    value: (...given) => console.log("{MARK}:", name, ...given), writable: false }});
"""
# Mark-up of ours has none of these, so whatever has them came out of a text.
SCAN = """() => {
  const found = [], schemes = ["http:", "https:", "mailto:"];
  const tags = "IFRAME FRAME OBJECT EMBED APPLET BASE STYLE PORTAL MARQUEE MATH";
  const KNOWN = "head > base[target=_blank]:not([href]),"
    + " iframe.preview[src^='/embed/']";
  const SIZED = "figure.fig img[srcset^='/media/'],"
    + " figure.fig source[srcset^='/media/']";
  // The place of two versions that a button changes: the form's own page, there.
  const PLACES = "form.clashed > .clashPlace p.row > button[name=do]";
  const isPlace = (element, { name, value }) => name === "formaction"
    && element.matches(PLACES)
    && new URL(value, location.href).href.startsWith(`${element.form.action}#`);
  const say = (element, why) =>
    found.push(why + ": " + element.outerHTML.slice(0, 120));
  const OURS = "form.card[data-hx-post], form.card *, main#main, #facets,"
    + " form.filters, .shead form[role=search], .pager a[rel=next], #kinds,"
    + " #unit-form, .tool-h #here, .edform #body, .tu.act, #progress, #help, #copy,"
    + " #todo";
  // What the editor's script sets itself: a colour for everybody who is here, and what
  // CodeMirror does in the place made for it right before the one field it hides.
  const WHO = /^--who: #[0-9a-f]{3,8};$/i;
  const bodies = document.querySelectorAll("#body"), editor = bodies.length === 1
    && bodies[0].matches("form[data-live] textarea[hidden]")
    && bodies[0].previousElementSibling?.querySelector(":scope > .cm-editor");
  const isLive = (element, { name, value }) => name === "style"
    && (editor && editor.contains(element)
      || element.matches("ul#here > li") && WHO.test(value));
  const inline = element => element.tagName === "SCRIPT" && !element.src
    && element.type !== "application/ld+json";
  for (const element of document.querySelectorAll("*")) {
    const asked = tags.split(" ").includes(element.tagName.toUpperCase());
    if (asked && !element.matches(KNOWN)) say(element, "tag");
    if (inline(element)) say(element, "inline script");
    for (const attribute of element.attributes) {
      const { name, value } = attribute;
      if (/^on/i.test(name)) say(element, "handler");
      if (/^(data-)?hx-/i.test(name) && !element.matches(OURS))
        say(element, "htmx");
      const sized = name === "srcset" && element.matches(SIZED);
      if (/^(style|srcdoc|srcset|formaction)$/i.test(name) && !sized
        && !isLive(element, attribute) && !isPlace(element, attribute))
        say(element, name);
      if (/^(href|src|action|poster|data-src)$/i.test(name)
        && !schemes.includes(new URL(value, location.href).protocol))
        say(element, "scheme");
    }
  }
  for (const [name, right] of [
    ["body", document.body instanceof HTMLBodyElement],
    ["getElementById", typeof document.getElementById === "function"],
    ["forms", document.forms instanceof HTMLCollection],
    ["cookie", typeof document.cookie === "string"],
    ["defaultView", document.defaultView === window]])
    if (!right) found.push("document." + name + " was taken over");
  if (window.__xss) found.push("a message of the interface ran");
  return { found, isLive: Boolean(document.querySelector("form[data-live]")) };
}"""

# The editor's script has made an editor of the form, or has left it as it was.
HAS_BEGUN = """() => {
  const [body, state] = ["body", "state"].map(id => document.getElementById(id));
  return body.hidden || (state.textContent && !body.readOnly);
}"""


@dataclass
class Oracle:
    """Everything that a payload did on the pages of one browser profile."""

    url: str
    wins: list[str] = field(default_factory=list)
    page_name: str = ""

    def follow(self, context: BrowserContext) -> Page:
        """Return a page that is watched from before its first request."""
        context.add_init_script(WATCHED)
        page = context.new_page()
        page.on("dialog", self._on_dialog)
        page.on("console", self._on_console)
        page.on("request", self._on_request)
        page.on("popup", lambda _: self.win("a window opened"))
        page.on("pageerror", lambda error: self.win(f"a script failed: {error}"))
        return page

    def win(self, what: str) -> None:
        """Note that a payload won."""
        self.wins.append(f"{self.page_name}: {what}")

    def visit(self, page: Page, path: str) -> Response:
        """Open a page and look at what is in it."""
        self.page_name = path
        answer = page.goto(path, wait_until="load")
        assert answer is not None, f"{path} gave no answer"
        if answer.status >= 500:
            self.win(f"answered {answer.status}")
        # Chromium shows other types in mark-up of its own.
        is_ours = answer.headers.get("content-type", "").startswith("text/html")
        if is_ours and self.scan(page):
            page.wait_for_function(HAS_BEGUN, polling=100)
            self.scan(page)
        return answer

    def scan(self, page: Page) -> bool:
        """Look for mark-up that is not ours; return whether an editor begins here.

        Both at once, and without a locator: each question costs the driver as much as
        its answer costs the page, and locators want a script of its own on each page.
        """
        seen = page.evaluate(SCAN)
        for found in seen["found"]:
            self.win(found)
        return bool(seen["isLive"])

    def _on_dialog(self, dialog: Dialog) -> None:
        self.win(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _on_console(self, message: ConsoleMessage) -> None:
        # A refusal by the policy is no win for us: something was there to refuse.
        words = ("Content Security Policy", "Content-Security-Policy", MARK)
        if any(word in message.text for word in words):
            self.win(message.text[:200])

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob"}:
            return
        if f"{parts.scheme}://{parts.netloc}" != self.url:
            self.win(f"a request left: {request.url}")
        elif "hx-request" in request.headers and not _is_ours(request.url):
            self.win(f"htmx asked for {request.url}")


def _is_ours(url: str) -> bool:
    """Tell whether a page of ours asks for this by itself, or a test makes it."""
    ends = ("/_here", "/_preview")
    return "/check/" in url or url.partition("?")[0].endswith(ends)
