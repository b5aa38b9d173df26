"""Cookies of any kind are a page as for anybody; ours cannot be read or taken away."""

import hashlib
import random
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from fastapi import FastAPI
from itsdangerous import Signer, TimestampSigner

from app.learning.device import Device, DevicePack
from app.learning.device_format import write_device
from app.main import create_app
from app.platform.settings import DEVELOPMENT_SECRET
from tests.accounts.people import PASSPHRASE, add_person
from tests.browser.pages import TRANSLATED_PACK
from tests.databases import Databases, make_settings
from tests.security.asking import Asked, ask
from tests.security.conftest import PROVIDER, Ready

OTHER_KEY = "another key that is long enough to be one"
DEVICE = Device(b"nonce!", {"aaaaaa": DevicePack("en", 1, frozenset({1}))})
SIGNED = write_device(DEVICE, [DEVELOPMENT_SECRET])
VALUES = (
    "",
    "x",
    "%00",
    "%ff%fe",
    "a" * 5_000,
    "a" * 500_000,
    ".",
    "..",
    "=",
    '"',
    "null",
    "{}",
    "ui=xx&theme=none&langs=....&text=huge",
    "ui=../../etc/passwd",
    "langs=" + ".".join(["en"] * 300),
    write_device(DEVICE, [OTHER_KEY]),
    SIGNED[:-1],
    SIGNED[1:],
    SIGNED[: len(SIGNED) // 2],
    SIGNED + "a",
    SIGNED.swapcase(),
    TimestampSigner(OTHER_KEY, salt="accounts.flow").sign("x").decode(),
)
NAMES = ("passalong", "learning", "prefs", "passalong-flow", "__Host-passalong")
PATHS = ("/en/", "/en/me", "/en/me/settings", f"/en/packs/{TRANSLATED_PACK}/1")


@pytest.mark.parametrize("name", NAMES)
def test_a_cookie_we_did_not_make_is_the_same_as_none(ready: Ready, name: str) -> None:
    for path in PATHS:
        plain = ask(ready.app, Asked(path, headers=[("cookie", "a=b")]))
        for value in VALUES:
            cookie = [("cookie", f"{name}={value}")]
            answer = ask(ready.app, Asked(path, headers=cookie))
            assert answer.status == plain.status == 200, (path, value[:40])
            if name != "prefs":
                assert answer.body == plain.body, (path, value[:40])


def test_a_session_of_somebody_else_is_nobodys(ready: Ready) -> None:
    for token in (ready.token[:-1], ready.token.swapcase(), ready.token + "a"):
        cookie = [("cookie", f"passalong={token}")]
        assert ask(ready.app, Asked("/en/me/account", headers=cookie)).status == 303
    cookie = [("cookie", f"passalong={ready.token}")]
    assert ask(ready.app, Asked("/en/me/account", headers=cookie)).status == 200


def test_bytes_that_were_signed_by_an_older_program_never_break_a_page(
    ready: Ready,
) -> None:
    """Our signature says who wrote a cookie, not that this version can read it."""
    source = random.Random(1)  # noqa: S311 - the same bytes in every run
    salt = "learning.device"
    signer = Signer([DEVELOPMENT_SECRET], salt=salt, digest_method=hashlib.sha256)
    for path in (PATHS[1], PATHS[3], f"/en/packs/{TRANSLATED_PACK}/done"):
        for number in range(25):
            payload = _mutated(source, number)
            cookie = [("cookie", f"learning={signer.sign(payload).decode()}")]
            assert ask(ready.app, Asked(path, headers=cookie)).status == 200, payload


def _mutated(source: random.Random, number: int) -> str:
    value = SIGNED.rsplit(".", 1)[0]
    if number % 3 == 0:
        return "".join(source.choices("abcXYZ019-_", k=source.randrange(1, 200)))
    place = source.randrange(len(value))
    return value[:place] + source.choice("abcXYZ019-_") + value[place + 1 :]


@pytest.fixture(scope="module")
def secure_app(databases: Databases) -> Iterator[FastAPI]:
    url = databases.copy("starter")
    app = create_app(
        make_settings(
            url,
            databases.media,
            public_url="https://testserver",
            **PROVIDER,
        )
    )
    with app.state.database.transaction() as session:
        add_person(session, "Ama")
    yield app
    app.state.database.close()
    databases.drop(url)


FORM = ("content-type", "application/x-www-form-urlencoded")
SIGN_IN = f"name=Ama&passphrase={PASSPHRASE.replace(' ', '+')}"
WRITERS = {
    "__Host-prefs": ("/en/me/settings", "theme=dark&text_size=large"),
    "__Host-learning": (f"/en/packs/{TRANSLATED_PACK}/1/done", ""),
    "__Host-passalong": ("/en/login", SIGN_IN),
    "__Host-passalong-flow": ("/oauth/start", "next=/en/"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_cookie_is_bound_to_our_host_and_hidden_from_script(
    secure_app: FastAPI, name: str
) -> None:
    path, form = WRITERS[name]
    answer = ask(secure_app, Asked(path, "POST", [FORM], form.encode()))

    cookies = SimpleCookie("; ".join(answer.all("set-cookie")))
    # Signing in also takes away what was kept on the way to it.
    given = [key for key, one in cookies.items() if one["max-age"] != "0"]
    assert given == [name], answer.status
    assert cookies[name]["secure"] is True
    assert cookies[name]["httponly"] is True
    assert cookies[name]["samesite"].lower() == "lax"
    assert cookies[name]["path"] == "/"
    assert cookies[name]["domain"] == ""
    assert "no-store" in answer.get("cache-control")
    assert answer.get("strict-transport-security").startswith("max-age=63072000")
