"""No address of ours sends a reader to another site, in whatever spelling."""

import html
import re
from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.accounts.people import PASSPHRASE, person
from tests.databases import HOST
from tests.security.asking import Answer, Asked, ask
from tests.security.conftest import Ready
from tests.web.test_redirects import HOSTILE

FORM = ("content-type", "application/x-www-form-urlencoded")
MORE = (
    "/%2f/evil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/en/..//evil.example",
    "/en//evil.example",
    "/evil.example//",
    "/;//evil.example",
    "/?//evil.example",
    "/#//evil.example",
    "/en/%0d%0aLocation:%20//evil.example",
    "／／evil.example",
    "/／evil.example",
    "/⁄evil.example",
    "//evil。example",
    "/en/@evil.example",
    "//[::1]/",
    "//0x7f.1/",
    "https://testserver.evil.example",
    "http://testserver@evil.example/",
    "http:\\\\evil.example",
)
SPELLINGS = sorted({*HOSTILE, *MORE})
_HREF = re.compile(r'(?:href|action|content)="([^"]*)"')


def stays(target: str) -> bool:
    """Tell whether a browser on our site would stay on it, in its own reading."""
    cleaned = target.strip(" \x00\t\n\r").replace("\\", "/")
    cleaned = re.sub(r"[\t\r\n]", "", cleaned)
    there = urlsplit(urljoin(f"http://{HOST}/en/login", cleaned))
    return there.scheme == "http" and there.netloc == HOST


def redirected(answer: Answer) -> str:
    assert answer.status in {302, 303, 307}, answer.status
    assert len(answer.all("location")) == 1
    return answer.get("location")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_signing_in_and_out_stay_here(ready: Ready, spelling: str) -> None:
    wanted = quote(spelling, safe="")
    cookie = ("cookie", f"passalong={ready.token}")
    for asked in (
        Asked(f"/en/login?next={wanted}", headers=[cookie]),
        Asked(f"/en/register?next={wanted}", headers=[cookie]),
        Asked("/logout", "POST", [FORM], f"next={wanted}".encode()),
        Asked(f"/p/run-an-edit-a-thon?lang={wanted}"),
    ):
        answer = ask(ready.app, asked)
        is_unreadable = answer.status == 400 and "\x00" in spelling
        assert is_unreadable or stays(redirected(answer)), asked.target


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_link_or_form_of_a_page_leads_away(ready: Ready, spelling: str) -> None:
    wanted = quote(spelling, safe="")
    for path in ("/en/login", "/en/register", "/en/language", "/en/language/all"):
        page = ask(ready.app, Asked(f"{path}?next={wanted}"))
        if page.status == 422:
            continue
        links = [html.unescape(link) for link in _HREF.findall(page.text)]
        assert not [link for link in links if "evil" in urlsplit(link).netloc]
        ours = [link for link in links if "evil" in link]
        assert all(stays(link) for link in ours), ours


def test_the_address_one_was_sent_from_cannot_lead_away(ready: Ready) -> None:
    for referer in (
        "https://evil.example/a",
        f"http://{HOST}//evil.example",
        "x",
        "//",
    ):
        headers = [("referer", referer), FORM]
        answer = ask(ready.app, Asked("/en/me/account/delete", "POST", headers, b"a=b"))
        assert stays(redirected(answer))
        after = answer.get("location").partition("next=")[2]
        assert "evil.example/a" not in after


@pytest.mark.parametrize("spelling", MORE[:8])
def test_after_signing_in_one_is_here(ready: Ready, spelling: str) -> None:
    name = f"Someone {MORE.index(spelling)}"
    person(ready.app.state.database, name)
    form = f"name={quote(name)}&passphrase={quote(PASSPHRASE)}&next={quote(spelling)}"

    answer = ask(ready.app, Asked("/en/login", "POST", [FORM], form.encode()))
    assert stays(redirected(answer))
    assert answer.all("set-cookie")
