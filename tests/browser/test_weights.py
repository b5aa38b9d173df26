"""What a page costs its reader, as it comes over the wire: budgets and a meter.

The pages themselves are opened in test_every_page.py, once for everything.
"""

from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page

from tests.browser.pages import FRAMES, PEERS, WORKSHOP
from tests.browser.watching import Visitor
from tests.conventions.sources import listed

HTML_BYTES = 14_000
STYLE_BYTES = 12_000
SCRIPT_BYTES = 22_000
IMAGE_BYTES = 40_000
FIRST_VISIT_BYTES = 50_000
MAX_NODES = 1_200
# The page itself and its style sheet; one more where people write and translate, and
# in frames.
BLOCKING_REQUESTS = 2
WORKSHOP_STYLE_BYTES = 18_000
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter(entry => entry.renderBlockingStatus === "blocking")
  .map(entry => entry.name)"""


@dataclass(frozen=True)
class Loaded:
    """One request of a first visit: its kind and its bytes, headers included."""

    url: str
    kind: str
    size: int


class Meter:
    """Counts the bytes of every request of a page as the network saw them."""

    def __init__(self, page: Page) -> None:
        self._started: dict[str, tuple[str, str]] = {}
        self._sizes: dict[str, int] = {}
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.on("Network.requestWillBeSent", self._on_sent)
        self.session.on("Network.loadingFinished", self._on_finished)
        self.session.send("Network.enable")

    def _on_sent(self, event: dict[str, object]) -> None:
        request = event["request"]
        assert isinstance(request, dict)
        kind = str(event.get("type", "Other"))
        self._started[str(event["requestId"])] = (str(request["url"]), kind)

    def _on_finished(self, event: dict[str, object]) -> None:
        size = event["encodedDataLength"]
        assert isinstance(size, int | float)
        self._sizes[str(event["requestId"])] = int(size)

    def loaded(self) -> list[Loaded]:
        """Return what has come so far."""
        return [
            Loaded(url, kind, self._sizes.get(key, 0))
            for key, (url, kind) in self._started.items()
        ]


def total(loaded: list[Loaded], kind: str = "") -> int:
    """Return the bytes of one kind of request, or of all."""
    return sum(item.size for item in loaded if kind in ("", item.kind))


def too_heavy(page: Page, path: str, loaded: list[Loaded]) -> list[str]:
    """Return which budgets a first visit with an empty cache went over."""
    budget = {
        "Document": HTML_BYTES,
        "Stylesheet": WORKSHOP_STYLE_BYTES
        if path in WORKSHOP + FRAMES + PEERS
        else STYLE_BYTES,
        "Script": SCRIPT_BYTES,
        "Image": IMAGE_BYTES,
        "Font": 0,
        "Media": 0,
        "": FIRST_VISIT_BYTES,
    }
    over = [
        f"{kind or 'everything'}: {total(loaded, kind)} of {most} bytes"
        for kind, most in budget.items()
        if total(loaded, kind) > most
    ]
    nodes: int = page.evaluate("document.querySelectorAll('*').length")
    over += [f"{nodes} of {MAX_NODES} nodes"] if nodes > MAX_NODES else []
    blocking: list[str] = page.evaluate(BLOCKING)
    most = BLOCKING_REQUESTS + (path in WORKSHOP + FRAMES + PEERS)
    if not BLOCKING_REQUESTS <= len(blocking) + 1 <= most:
        over.append(f"readable only after the page and {blocking}")
    return [*over, *map(str, loaded)] if over else []


def test_a_second_page_loads_only_itself(visitor: Visitor) -> None:
    page = visitor.page()
    page.goto("/en/", wait_until="networkidle")
    meter = Meter(page)

    page.goto("/en/packs", wait_until="networkidle")

    heavy = [item for item in meter.loaded() if item.size > 200]
    assert [item.kind for item in heavy] == ["Document"], f"loads:{listed(heavy)}"
