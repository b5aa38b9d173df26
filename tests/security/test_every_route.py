"""What holds for every route: who may ask it from where, and what it answers with."""

from collections.abc import Iterator

import pytest

from app.web.frames import is_framed
from tests.accounts.test_access_matrix import routes_of
from tests.databases import HOST
from tests.security.asking import Answer, Asked, ask, filled
from tests.security.conftest import Ready

FORM = ("content-type", "application/x-www-form-urlencoded")
FOREIGN: dict[str, list[tuple[str, str]]] = {
    "cross-site": [("sec-fetch-site", "cross-site")],
    "same-site": [("sec-fetch-site", "same-site")],
    "cross-site, our origin's name": [
        ("sec-fetch-site", "cross-site"),
        ("origin", f"https://{HOST}.evil.example"),
    ],
    "other origin": [("origin", "https://evil.example")],
    "other port": [("origin", f"http://{HOST}:1234")],
    "opaque origin": [("origin", "null")],
    "empty origin": [("origin", "")],
}
OWN: dict[str, list[tuple[str, str]]] = {
    "same origin": [("sec-fetch-site", "same-origin"), ("origin", f"http://{HOST}")],
    "typed": [("sec-fetch-site", "none")],
    "old browser": [("origin", f"http://{HOST}")],
    "no browser": [],
}
BODIES: dict[str, tuple[str, bytes]] = {
    "form": (FORM[1], b"next=/en/"),
    "text": ("text/plain", b"next=/en/"),
    "json": ("application/json", b'{"next": "/en/"}'),
    "no type": ("", b"next=/en/"),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    "multipart without boundary": ("multipart/form-data", b"--x"),
    "file": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="next"; filename="a"\r\n\r\n'
        b"a\r\n--x--\r\n",
    ),
}
PERSONAL = ("/en/me", "/en/login", "/en/register", "/en/statements", "/oauth")
FOREVER = "immutable"
FOR_PROGRAMS = ("/.well-known/did.json", "/badges/", "/oai", "/moochub/", "/dumps/")
Answers = list[tuple[str, Answer]]


def unsafe(ready: Ready) -> list[str]:
    """Return the address of every route that changes something."""
    values = {"token": ready.statement}
    return [
        filled(str(route.path), values)
        for route in routes_of(ready.app)
        if {"POST", "PUT", "PATCH", "DELETE"} & set(route.methods or ())
    ]


def every_answer(ready: Ready) -> Iterator[tuple[str, Answer]]:
    """Yield what every route answers, signed out and signed in, and every refusal."""
    signed_in = [("cookie", f"passalong={ready.token}")]
    for route in routes_of(ready.app):
        path = filled(str(route.path), {"token": ready.statement})
        for headers in ([], signed_in):
            if "GET" in (route.methods or ()):
                yield path, ask(ready.app, Asked(path, headers=headers))
    for path in unsafe(ready):
        yield path, ask(ready.app, Asked(path, "POST"))
        foreign = FOREIGN["cross-site"]
        yield path, ask(ready.app, Asked(path, "POST", foreign))
    yield "not there", ask(ready.app, Asked("/en/not-there"))
    yield "not allowed", ask(ready.app, Asked("/en/about", "DELETE"))
    yield "too large", ask(ready.app, Asked("/logout", "POST", (), b"a" * 1_000_001))
    yield "a file", ask(ready.app, Asked("/static/passalong.css"))
    yield "no file", ask(ready.app, Asked("/static/../app/main.py"))


@pytest.fixture(scope="module")
def answers(ready: Ready) -> list[tuple[str, Answer]]:
    return list(every_answer(ready))


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_route_changes_anything_for_another_site(ready: Ready, kind: str) -> None:
    signed_in = ("cookie", f"passalong={ready.token}")
    for path in unsafe(ready):
        headers = [*FOREIGN[kind], signed_in, FORM]
        answer = ask(ready.app, Asked(path, "POST", headers, b"confirm=1"))
        assert not answer.all("set-cookie")
        if is_framed(path):
            # Other sites' pages are where it is: it sees no cookie, but wants a key.
            assert answer.status == 400, path
            continue
        assert answer.status == 403, path
        assert "came from another site" in answer.text


@pytest.mark.parametrize("kind", OWN)
def test_our_own_pages_and_programs_are_heard(ready: Ready, kind: str) -> None:
    for path in unsafe(ready):
        answer = ask(ready.app, Asked(path, "POST", [*OWN[kind], FORM], b"a=b"))
        assert "came from another site" not in answer.text, path
        assert answer.status < 500, path


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_any_type_is_answered(ready: Ready, kind: str) -> None:
    content_type, body = BODIES[kind]
    headers = [("content-type", content_type)] if content_type else []
    for path in unsafe(ready):
        answer = ask(ready.app, Asked(path, "POST", headers, body))
        assert answer.status < 500, (path, answer.status)


def test_a_form_that_another_site_can_send_without_asking_is_not_read(
    ready: Ready,
) -> None:
    """A text body is no form, so that a page elsewhere cannot hide one in it."""
    text = ("content-type", "text/plain")
    answer = ask(ready.app, Asked("/logout", "POST", [text], b"next=/ar/packs"))

    assert answer.status in {303, 415}
    assert answer.get("location") in {"", "/"}


def test_every_answer_carries_our_policy(answers: Answers) -> None:
    assert len(answers) > 90
    for path, answer in answers:
        policy = answer.get("content-security-policy")
        assert len(answer.all("content-security-policy")) == 1, path
        assert "default-src 'none'" in policy, path
        ancestors = "*" if is_framed(path) else "'none'"
        assert policy.endswith(f"frame-ancestors {ancestors}"), path
        assert "unsafe" not in policy, path
        assert policy.count("*") == is_framed(path), path
        assert "data:" not in policy, path
        assert answer.get("x-content-type-options") == "nosniff", path
        assert answer.get("x-frame-options") == "DENY" * (not is_framed(path)), path
        assert answer.get("referrer-policy") in {
            "strict-origin-when-cross-origin",
            "same-origin",
        }
        assert answer.get("cross-origin-opener-policy") == "same-origin", path
        assert "server" not in dict(answer.headers), path
        # Other sites may read what is for programs, without any cookie.
        is_open = path.startswith("/api/") or is_framed(path) or path == "a file"
        allowed = "*" if is_open else ""
        found = answer.get("access-control-allow-origin")
        # Verifiers and harvesters may be pages of others; refusals are not for them.
        is_for_programs = found == "*" and path.startswith(FOR_PROGRAMS)
        assert found == allowed or is_for_programs, path
        assert not answer.get("access-control-allow-credentials"), path


def test_what_is_personal_is_never_stored(ready: Ready, answers: Answers) -> None:
    signed_in = [("cookie", f"passalong={ready.token}")]
    for path, answer in answers:
        kept = answer.get("cache-control")
        if path.startswith(PERSONAL) or answer.all("set-cookie"):
            assert "no-store" in kept, path
        if answer.status >= 400 and path != "no file":
            assert FOREVER not in kept, path
    for route in routes_of(ready.app):
        path = filled(str(route.path))
        is_for_one = "{lang}" in str(route.path) and not is_framed(path)
        if "GET" in (route.methods or ()) and is_for_one:
            answer = ask(ready.app, Asked(path, headers=signed_in))
            assert "public" not in answer.get("cache-control"), path


def test_no_answer_tells_more_than_its_sentence(answers: Answers) -> None:
    for path, answer in answers:
        for word in ("Traceback", "sqlalchemy", "site-packages", ".py", "SELECT "):
            assert word.encode() not in answer.body, (path, word)
        assert answer.status < 500, path


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "get", "X"]
)
def test_other_methods_change_nothing(ready: Ready, method: str) -> None:
    for path in ("/en/", "/logout", "/en/me/account/delete"):
        answer = ask(ready.app, Asked(path, method))
        assert answer.status in {400, 403, 404, 405}, path
