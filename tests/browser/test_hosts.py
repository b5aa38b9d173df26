"""A visitor who follows every link never leaves our host, and none is broken."""

from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

from playwright.sync_api import APIResponse, Error, Page, Response

from tests.browser.pages import PAGES
from tests.browser.watching import View, Visitor
from tests.reading.html_page import read_page

# Every pack in every language has hundreds of pages alike: one language is followed
# to its end, the others as far as the list of page kinds goes.
FOLLOWED_LANGUAGE = "/en/"
MOST_PAGES = 600
# Words in the address of pages that each unit, version or language has one of.
MANY = (
    *("translate", "translations", "history", "versions", "changes", "edit"),
    *("embed", "offline", "suggest", "blame", "report", "languages"),
)
MOST_ALIKE = 15


def links(text: str, url: str) -> set[str]:
    """Return the paths on our host that a page at `url` links to and we follow."""
    given = [link.attributes.get("href", "") for link in read_page(text).all("a")]
    found = {urldefrag(urljoin(url, address)).url for address in given}
    parts = [urlsplit(address) for address in found]
    return {
        item.path
        for item in parts
        if item.netloc == urlsplit(url).netloc
        and item.path.startswith(FOLLOWED_LANGUAGE)
        and not item.query
    }


def is_followed(path: str, met: Counter[str]) -> bool:
    """Tell whether a page is opened: of those there are hundreds alike, some are."""
    kind = next((part for part in path.split("/") if part in MANY), None)
    if kind is None:
        return True
    met[kind] += 1
    return met[kind] <= MOST_ALIKE


def opened(page: Page, path: str) -> Response | APIResponse:
    """Open what is a page; of what is a file, return what the server says."""
    try:
        answer = page.goto(path, wait_until="load")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return page.request.get(path)
    assert answer is not None, f"{path} gave no answer"
    return answer


def test_no_link_is_broken_and_no_request_leaves_our_host(visitor: Visitor) -> None:
    page = visitor.page(View(width=1280))
    waiting, seen, broken = deque(PAGES), set(PAGES), []
    met: Counter[str] = Counter()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        # The others are opened and watched in test_every_page.py.
        answer = page.request.get(path) if path in PAGES else opened(page, path)
        # The style guide shows what a missing page looks like.
        if not answer.ok and not path.endswith("/there-is-no-such-page"):
            broken.append(f"{answer.status} {path}")
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        found = sorted(links(answer.text(), answer.url) - seen)
        new = {path for path in found if is_followed(path, met)}
        seen |= new
        waiting.extend(sorted(new))

    assert not broken, "\n".join(broken)
    assert not waiting, f"more than {MOST_PAGES} pages: raise the limit or follow fewer"
