"""Odd hosts, paths, numbers and languages get their page and status, never a 500."""

import time

import pytest

from tests.accounts.access_matrix import least_role
from tests.accounts.test_access_matrix import routes_of
from tests.browser.pages import TRANSLATED_PACK
from tests.security.asking import Answer, Asked, ask, filled
from tests.security.conftest import Ready

ACCOUNT = "/en/me/account"
HOSTS = (
    None,
    "",
    "evil.example",
    "testserver.evil.example",
    "evil.example#testserver",
    "testserver/../evil.example",
    "testserver/en/",
    "testserver?x=",
    "testserver#",
    "testserver@evil.example",
    "testserver\\evil.example",
    "testserver:80:80",
    "testserver:80evil",
    "testserver%00.evil.example",
    " testserver evil",
)
PATHS = (
    "/en/me/account/",
    "//en/me/account",
    "/en//me/account",
    "/en/./me/account",
    "/en/x/../me/account",
    "/en/me/account/.",
    "/en/me/account;x=1",
    "/en/me/account%00",
    "/en/me%2faccount",
    "/en/%6de/account",
    "/EN/me/account",
    "/en/ME/ACCOUNT",
    "/en/me/account%20",
    "/en/me\\account",
    "/en/me/account?next=/en/",
    "/en/me/account%3fx",
    "/static/../en/me/account",
    "/healthz/../en/me/account",
)
PACK = f"/en/packs/{TRANSLATED_PACK}"
NUMBERS = ("0", "-1", "100", str(10**30), "1e3", "1.5", "٣", "1%00", "+1", "x", "%20")
LANGUAGES = ("xx", "..", "../", "en%00", "%2e%2e", "x-xss", "en-xa", "e" * 500, "en;")
SLUGS = ("none", "..", "%2e%2e%2f", "%00", "a" * 81, "a" * 10_000, "é", "'--", "{{7}}")
PLACES = ("packs", "skills", "courses", "projects", "organisations")


def protected(ready: Ready) -> list[tuple[str, str]]:
    """Return the method and address of everything that needs somebody signed in."""
    return [
        (method, filled(str(route.path)))
        for route in routes_of(ready.app)
        if least_role(str(route.name)) is not None
        for method in route.methods or ()
    ]


def is_refused(answer: Answer) -> bool:
    sent = answer.status == 303 and answer.get("location").startswith("/en/login")
    return sent or answer.status in {301, 307, 400, 401, 403, 404, 405}


def test_no_form_of_the_host_opens_what_is_protected(ready: Ready) -> None:
    asked = protected(ready)
    assert len(asked) >= 4

    for method, path in asked:
        for host in HOSTS:
            answer = ask(ready.app, Asked(path, method, host=host))
            assert answer.status == 400, (method, path, host)


def test_two_hosts_are_one_too_many(ready: Ready) -> None:
    doubled = [("host", "testserver"), ("x-forwarded-host", "evil.example")]

    assert ask(ready.app, Asked(ACCOUNT, headers=doubled)).status == 400


def test_forwarded_hosts_change_no_address(ready: Ready) -> None:
    names = ("x-forwarded-host", "x-original-url", "x-rewrite-url", "forwarded")
    headers = [(name, "evil.example") for name in names]

    answer = ask(ready.app, Asked(PACK, headers=headers))
    assert answer.status == 200
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_no_form_of_the_path_opens_what_is_protected(ready: Ready, path: str) -> None:
    answer = ask(ready.app, Asked(path))

    assert is_refused(answer)
    assert "Delete your account" not in answer.text
    assert not answer.get("location").startswith(("//", "/\\", "http://evil"))


@pytest.mark.parametrize("number", NUMBERS)
def test_an_unknown_module_is_not_found(ready: Ready, number: str) -> None:
    assert ask(ready.app, Asked(f"{PACK}/{number}")).status == 404


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("what", ["tick", "check"])
def test_an_unknown_question_or_list_is_not_found(
    ready: Ready, what: str, number: str
) -> None:
    answer = ask(ready.app, Asked(f"{PACK}/1/{what}/{number}", "POST"))
    assert answer.status == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_language_is_not_found(ready: Ready, language: str) -> None:
    for path in (f"/{language}/", f"/{language}/packs", f"/{language}/me"):
        assert ask(ready.app, Asked(path)).status == 404


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("place", PLACES)
def test_an_unknown_name_is_not_found(ready: Ready, place: str, slug: str) -> None:
    assert ask(ready.app, Asked(f"/en/{place}/{slug}")).status in {404, 307}
    assert ask(ready.app, Asked(f"/p/{slug}")).status in {404, 307}


@pytest.mark.parametrize("page", ["0", "-1", str(10**30), "x", "٣", "%00", "1,2"])
@pytest.mark.parametrize("path", ["/en/packs", "/en/projects", "/en/organisations"])
def test_an_odd_page_of_a_list_is_a_page(ready: Ready, path: str, page: str) -> None:
    assert ask(ready.app, Asked(f"{path}?page={page}")).status in {200, 404}


@pytest.mark.parametrize(
    "query", ["%00", "%ff", "%", "a" * 10_000, "%27%22--", "%F0%9F"]
)
def test_an_odd_query_is_answered(ready: Ready, query: str) -> None:
    for path in ("/en/search?q=", "/en/language/all?q=", "/en/packs?uselang="):
        assert ask(ready.app, Asked(path + query)).status in {200, 422}


def test_addresses_and_headers_of_any_size_are_answered_at_once(ready: Ready) -> None:
    long = "a" * 1_000_000
    for asked in (
        Asked(f"/en/{'a' * 10_240}"),
        Asked(f"/{'a/' * 5_000}"),
        Asked(f"/en/packs?{'a=b&' * 50_000}"),
        Asked("/en/packs", headers=[("accept-language", "en," * 300_000)]),
        Asked("/en/packs", headers=[("accept-encoding", "br;q=1," * 100_000)]),
        Asked("/en/packs", headers=[("if-none-match", '"a",' * 200_000)]),
        Asked("/en/packs", headers=[("cookie", f"prefs={long}; learning={long}")]),
        Asked("/en/packs", headers=[("cookie", "a=b; " * 200_000)]),
        Asked("/en/packs", headers=[("x-request-id", long), ("accept", "a," * 9_999)]),
    ):
        started = time.process_time()
        assert ask(ready.app, asked).status in {200, 400, 404, 414, 431}
        assert time.process_time() - started < 2, asked.target[:40]
