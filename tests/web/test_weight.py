"""What a page says it weighs, beside what was sent."""

import re

import pytest
from starlette.testclient import TestClient

from app.web.weight import PLACE, page_weight, weighed

SAID = re.compile(r"This page weighs about ([\d,]+)\s+kB\.")
# It is packed sooner and less well than what is sent, and whole kilobytes are said.
MORE, LESS = 1.25, 0.95
HALF = 512


@pytest.mark.database
@pytest.mark.parametrize("path", ["/en/", "/en/help", "/en/packs", "/en/search?q=a"])
def test_a_page_says_about_what_is_sent(client: TestClient, path: str) -> None:
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        sent = len(b"".join(answer.iter_raw()))

    said = SAID.search(client.get(path).text)
    assert said is not None, "the page does not say what it weighs"
    assert LESS * sent - HALF < int(said[1]) * 1024 < MORE * sent + HALF


def test_only_the_last_place_is_filled() -> None:
    written = f"<p>{PLACE}</p><footer>{page_weight()}</footer>"

    assert weighed(written).startswith(f"<p>{PLACE}</p><footer>1")


def test_what_has_no_foot_stays_as_it_is() -> None:
    assert weighed("<p>a fragment</p>") == "<p>a fragment</p>"
