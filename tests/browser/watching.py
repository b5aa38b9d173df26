"""A page in Chromium with an eye on everything that must not happen on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Response,
    StorageState,
)

PHONE, WIDE = 390, 1280
# By the browser's own count, the Layout Instability API: how far what has moved, when.
# What moved before anything was painted nobody saw: on a busy machine a page may be
# laid out between the arrival of its style sheets.
SHIFTED = """() => new Promise(done => {
  const painted = performance.getEntriesByType("paint")[0]?.startTime ?? 0;
  const found = [], rect = one => `${one.x},${one.y} ${one.width}x${one.height}`;
  const told = one => `${(one.node?.outerHTML || "?").slice(0, 80)} from `
    + `${rect(one.previousRect)} to ${rect(one.currentRect)}`;
  const line = one => `${one.value} after ${one.startTime} ms: `
    + one.sources.map(told).join("; ");
  new PerformanceObserver(list => found.push(...list.getEntries()
    .filter(one => one.startTime >= painted).map(line)))
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() =>
    setTimeout(() => done(found))));
})"""


@dataclass(frozen=True)
class View:
    """How a visitor looks at a page."""

    width: int = PHONE
    scheme: Literal["light", "dark"] = "light"
    script: bool = True
    locale: str = "en"


@dataclass
class Watch:
    """What went wrong on a page, in words."""

    host: str
    problems: list[str] = field(default_factory=list)
    # Hosts beside ours that pages may ask: a bucket that takes uploads.
    others: set[str] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        """Listen to a page from before its first request."""
        page.on("console", self._on_console)
        page.on("pageerror", self._on_error)
        page.on("request", self._on_request)
        page.on("response", self._on_response)

    def _on_error(self, error: Error) -> None:
        self.problems.append(f"script: {error} {error.stack}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Policy violations arrive here too. A missing page is reported by status.
        is_status = message.text.startswith("Failed to load resource")
        if message.type == "error" and not is_status:
            place = message.location.get("url", "")
            self.problems.append(f"console: {message.text} ({place})")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc not in {
            self.host,
            *self.others,
        }:
            self.problems.append(f"left our host: {request.url}")

    def _on_response(self, response: Response) -> None:
        is_document = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_document):
            self.problems.append(f"{response.status}: {response.url}")


def profile(browser: Browser, **options: Any) -> BrowserContext:
    """Return an empty browser profile, in which nothing moves and nothing is hasty.

    A colour on its way from light to dark would be measured half-way, and waiting for
    it once took for ever: Chromium drew no frame any more.
    """
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(60_000)
    return context


class Visitor:
    """Opens pages of one server in one browser, and keeps what was seen."""

    def __init__(
        self, browser: Browser, url: str, *, cookies: StorageState | None = None
    ) -> None:
        self.browser = browser
        self.url = url
        self.cookies = cookies
        self.watch = Watch(urlsplit(url).netloc)

    def page(self, view: View | None = None) -> Page:
        """Return an empty page of a new browser profile."""
        view = view or View()
        context = profile(
            self.browser,
            base_url=self.url,
            viewport={"width": view.width, "height": 844},
            color_scheme=view.scheme,
            java_script_enabled=view.script,
            locale=view.locale,
            has_touch=view.width < WIDE,
            storage_state=self.cookies,
        )
        page = context.new_page()
        self.watch.follow(page)
        return page

    def open(self, path: str, view: View | None = None) -> Page:
        """Open a page that must be there."""
        page = self.page(view)
        response = page.goto(path)
        assert response is not None, f"{path} gave no answer"
        assert response.ok, f"{path} answered {response.status}"
        return page

    def sign_in(self, name: str, passphrase: str) -> StorageState:
        """Sign in with a local account; return the cookies to keep."""
        page = self.open("/en/login")
        form = page.locator("form:has(input[name=passphrase])")
        form.locator("input[name=name]").fill(name)
        form.locator("input[name=passphrase]").fill(passphrase)
        form.locator("button").click()
        page.wait_for_url(lambda url: "/login" not in url)
        return page.context.storage_state()

    def close(self) -> None:
        """Close every page this visitor opened."""
        for context in self.browser.contexts:
            context.close()


# Lets somebody of the demonstration in, by name.
Entering = Callable[[str], Visitor]
