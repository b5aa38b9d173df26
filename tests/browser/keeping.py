"""A phone that keeps packs: what somebody does there, and what is on it."""

import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Response, expect

from tests.browser.pages import VIDEO_PACK
from tests.browser.watching import View, Visitor
from tests.conftest import MUCH_SECONDS

FILM = f"/en/packs/{VIDEO_PACK}"
REGISTERED = "navigator.serviceWorker.getRegistrations().then(found => found.length)"
# Every address that is kept, and the text of those that have any.
CONTENTS = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const key of await cache.keys()) {
      const answer = await cache.match(key);
      const kind = answer.headers.get("content-type") || "";
      const url = new URL(key.url);
      const isText = /text|json/.test(kind);
      found[url.pathname + url.search] = isText ? await answer.text() : "";
    }
  }
  return found;
}"""
WIDTH = "document.documentElement.scrollWidth"


@dataclass
class Phone:
    """One page of one browser profile at a site."""

    page: Page

    @classmethod
    def of(cls, visitor: Visitor, view: View | None = None) -> "Phone":
        """Return a phone on which nothing is kept."""
        return cls(visitor.page(view))

    @property
    def keeping(self) -> Locator:
        """The place of the page where a pack is kept."""
        return self.page.locator("main [data-keep]")

    @property
    def said(self) -> Locator:
        """What the page says when something is done."""
        return self.keeping.locator("[data-told]")

    @property
    def problem(self) -> Locator:
        """What the page says when something went wrong."""
        return self.keeping.locator("[data-problem]")

    def begin(self, pack: str, carried: str = "text", language: str = "en") -> None:
        """Ask for a pack, and wait for nothing."""
        self.page.goto(f"/{language}/packs/{pack}/offline")
        self.keeping.locator(f"[data-carried={carried}]").click()

    def keep(self, pack: str, carried: str = "text", language: str = "en") -> None:
        """Keep a pack on the phone, all of it."""
        self.begin(pack, carried, language)
        self.wait_until_kept()

    def wait_until_kept(self) -> None:
        """Wait until the page says that a pack is here."""
        expect(self.said).not_to_be_empty()
        expect(self.leaving).to_have_count(1)

    @property
    def leaving(self) -> Locator:
        """The button that removes a pack."""
        return self.keeping.locator("[data-act=remove]:visible")

    def press(self, act: str) -> None:
        """Press a button by what it does."""
        self.keeping.locator(f"[data-act={act}]:visible").click()

    def leave_network(self) -> None:
        """Go where there is none."""
        self.page.context.set_offline(True)

    def find_network(self) -> None:
        """Come back."""
        self.page.context.set_offline(False)

    def open(self, path: str) -> Response:
        """Open a page, from wherever it comes."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def contents(self) -> dict[str, str]:
        """Return what is kept, by address."""
        found: dict[str, str] = self.page.evaluate(CONTENTS)
        return found

    def is_untouched(self) -> bool:
        """Tell whether nothing was ever registered or kept here."""
        names: list[str] = self.page.evaluate("caches.keys()")
        registered: int = self.page.evaluate(REGISTERED)
        return not names and not registered

    def wait_until_untouched(self) -> None:
        """Wait until nothing is registered and kept any more."""
        until = time.monotonic() + MUCH_SECONDS
        while not self.is_untouched():
            assert time.monotonic() < until, "something is still here"
            self.page.wait_for_timeout(100)

    def limit_room(self, size: int | None) -> None:
        """Let the browser give the site so many bytes; None: as many as it likes."""
        session = self.page.context.new_cdp_session(self.page)
        given: dict[str, Any] = {"origin": self.page.evaluate("location.origin")}
        if size is not None:
            given["quotaSize"] = size
        session.send("Storage.overrideQuotaForOrigin", given)
