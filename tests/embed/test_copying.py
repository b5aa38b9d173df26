"""What a host copies: it works, it cannot be broken out of, it lasts."""

import base64
import gzip
import hashlib

from starlette.testclient import TestClient

from app.embed.look import Look
from app.embed.snippets import Wanted, snippets
from app.web.static_files import STATIC_FOLDER
from tests.browser.pages import TRANSLATED_PACK
from tests.reading.html_page import read_page

PAGE = f"/en/packs/{TRANSLATED_PACK}/embed"
# Sites have this hash in their pages. A change breaks them all: make v2.js instead.
PUBLISHED = "sha384-C8t0hgMeNVs4adLhrphUU4XgJBEaReloXFVACwq2gAIwiDxkeH6fQ1KBFQnt25Jp"


def test_the_script_that_sites_have_checked_never_changes() -> None:
    body = (STATIC_FOLDER / "embed" / "v1.js").read_bytes()

    digest = base64.b64encode(hashlib.sha384(body).digest()).decode()
    assert f"sha384-{digest}" == PUBLISHED
    assert len(gzip.compress(body, 9)) <= 2_000


def test_what_is_copied_follows_what_was_chosen(site: TestClient) -> None:
    asked = {"color": "plum", "theme": "dark", "module": "2", "height": "300"}
    page = read_page(site.get(PAGE, params=asked).text)
    texts = [element.text for element in page.all("code", css="snip")]

    address = f"/embed/en/packs/{TRANSLATED_PACK}/2?color=plum&theme=dark"
    assert f'{address.replace("&", "&amp;")}"' in texts[0]
    assert 'height="300"' in texts[0]
    assert PUBLISHED in texts[0]
    assert 'module="2"' in texts[1]
    assert texts[2].endswith(f"/en/packs/{TRANSLATED_PACK}/2")
    assert page.one("iframe").attributes["src"] == address


def test_another_language_is_another_page(site: TestClient) -> None:
    answer = site.get(PAGE, params={"in": "ar", "color": "rust"})

    where = answer.headers["location"]
    assert where.startswith(f"/ar/packs/{TRANSLATED_PACK}/embed?color=rust")
    assert "in=" not in where
    unknown = site.get(PAGE, params={"in": "//evil.example"})
    assert unknown.headers["location"].startswith("/en/packs/")


def test_a_title_cannot_break_out_of_what_is_copied() -> None:
    title = "\"><script>alert(1)</script>[x](y) {{t}} </nowiki>'''"
    wanted = Wanted(
        public_url="https://a.example",
        path="/en/packs/a",
        slug="a",
        language="en",
        title=title,
        look=Look(),
        number=None,
        height=300,
    )

    frame, element, _, wiki, markdown = [one.text for one in snippets(wanted)]
    assert read_page(frame).one("iframe").attributes["title"] == title
    assert read_page(element).one("passalong-pack").attributes["title"] == title
    assert len(read_page(frame).all("script")) == 1
    assert wiki.count("</nowiki>") == 1
    assert markdown.count("[") == 1
