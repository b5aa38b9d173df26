"""Badges as others see them: an unrelated verifier asks the site over TLS."""

import base64
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient

from app.accounts.roles import Role
from app.main import create_app
from app.platform.settings import Settings
from app.recognition.distrusting import KeyStillUsed, Leak, NoSuchKey, distrust
from app.recognition.keys import signing_key
from app.recognition.queries import get_badge
from app.recognition.service import Issuer
from tests.accounts.people import Browser, person, token_for
from tests.databases import Databases, make_settings
from tests.learning.journey import make_statement, take_pack
from tests.recognition.journey import credential_of, in_png, in_svg, make_badge
from tests.services.process import free_port
from tests.services.verifier import served_over_tls, verdicts, write_certificate

pytestmark = [pytest.mark.service, pytest.mark.slow]

OLD, NEW = "o" * 40, "n" * 40


@dataclass
class Site:
    """A site with a database, which may start again with other settings."""

    url: str
    folder: Path
    database_url: str
    certificate: Path

    def app(self, secret: str) -> FastAPI:
        return create_app(self.settings(secret))

    def settings(self, secret: str) -> Settings:
        return make_settings(
            self.database_url,
            self.folder / "media",
            public_url=self.url,
            allowed_hosts=("testserver", "localhost"),
            secret_key=secret,
        )

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    url = databases.copy("small")
    certificate = write_certificate(tmp_path)
    yield Site(f"https://localhost:{free_port()}", tmp_path, url, certificate)
    databases.drop(url)


def signed_in(app: FastAPI, url: str, name: str, *roles: Role) -> Browser:
    """Return the browser of somebody new at a site."""
    database = app.state.database
    browser = Browser(TestClient(app, base_url=url, follow_redirects=False))
    token = token_for(database, person(database, name, *roles))
    browser.client.cookies.set("__Host-passalong", token, domain="localhost.local")
    return browser


def take_and_badge(browser: Browser) -> str:
    """Take a pack and make a badge of it; return its token."""
    take_pack(browser)
    statement = make_statement(browser, "Ama Mensah")
    return make_badge(
        browser, statement, evidence="https://example.org/w/Ama", narrative="Wrote it."
    )


def changed(credential: dict[str, Any], way: tuple[str, ...], value: object) -> Any:
    """Return a credential in which one value is another."""
    found = deepcopy(credential)
    place = found
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    return found


def test_another_verifier_accepts_a_badge_and_refuses_what_was_changed(
    site: Site,
) -> None:
    app = site.app(OLD)
    ama = signed_in(app, site.url, "Ama")
    token = take_and_badge(ama)
    good = credential_of(ama, token)
    subject = "credentialSubject"
    bad = [
        changed(good, ("name",), "Another"),
        changed(good, (subject, "achievement", "name"), "Build a bridge"),
        changed(good, (subject, "achievement", "version"), "9.9"),
        changed(good, (subject, "achievement", "inLanguage"), "fr"),
        changed(good, (subject, "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
        changed(good, ("issuer", "id"), "did:web:localhost%3A1"),
        changed(good, ("evidence",), []),
        changed(good, ("credentialStatus", "statusListIndex"), "3"),
        changed(good, ("proof", "proofValue"), "z" + "1" * 87),
        {key: value for key, value in good.items() if key != "proof"},
    ]

    with served_over_tls(app, site.port, site.certificate):
        first, *others = verdicts([good, *bad], site.certificate)
    app.state.database.close()

    assert first.is_good, first
    assert [one.is_good for one in others] == [False] * len(bad)
    assert all(one.errors for one in others)


def test_what_is_baked_into_a_picture_verifies_and_changed_it_does_not(
    site: Site,
) -> None:
    app = site.app(OLD)
    ama = signed_in(app, site.url, "Ama")
    place = f"/badges/{take_and_badge(ama)}/badge"
    baked = [in_png(ama.get(f"{place}.png")), in_svg(ama.get(f"{place}.svg"))]
    title = baked[0]["name"]
    false = [
        json.loads(json.dumps(one).replace(title, "Build a bridge")) for one in baked
    ]

    with served_over_tls(app, site.port, site.certificate):
        found = verdicts([*baked, *false], site.certificate)
    app.state.database.close()

    assert [one.is_good for one in found] == [True, True, False, False]


def test_a_verifier_learns_that_a_badge_was_withdrawn_or_revoked(site: Site) -> None:
    app = site.app(OLD)
    ama = signed_in(app, site.url, "Ama")
    bisi = signed_in(app, site.url, "Bisi")
    chidi = signed_in(app, site.url, "Chidi")
    operator = signed_in(app, site.url, "Olu", Role.OPERATOR)
    tokens = [take_and_badge(browser) for browser in (ama, bisi, chidi)]
    kept = [credential_of(ama, token) for token in tokens]
    withdrawn = ama.post(f"/en/badges/{tokens[0]}/withdraw")
    revoked = operator.post(f"/en/badges/{tokens[1]}/revoke", reason="A mistake.")

    with served_over_tls(app, site.port, site.certificate):
        found = verdicts(kept, site.certificate)
    app.state.database.close()

    assert (withdrawn.status_code, revoked.status_code) == (303, 303)
    assert [one.log["valid_signature"] for one in found] == [True, True, True]
    assert [one.log["revocation_status"] for one in found] == [False, False, True]


def test_old_badges_stay_verifiable_when_the_key_changes(site: Site) -> None:
    before = site.app(OLD)
    token = take_and_badge(signed_in(before, site.url, "Ama"))
    before.state.database.close()
    # The old secret is gone altogether, as it should be some day.
    after = site.app(NEW)
    bisi = signed_in(after, site.url, "Bisi")
    newer = take_and_badge(bisi)
    old, new = credential_of(bisi, token), credential_of(bisi, newer)

    with served_over_tls(after, site.port, site.certificate):
        found = verdicts([old, new], site.certificate)
    after.state.database.close()

    assert old["proof"]["verificationMethod"] != new["proof"]["verificationMethod"]
    assert [one.is_good for one in found] == [True, True]


def test_a_key_that_leaked_is_refused_and_what_it_signed_before_is_signed_anew(
    site: Site,
) -> None:
    before = site.app(OLD)
    ama, bisi = (signed_in(before, site.url, name) for name in ("Ama", "Bisi"))
    tokens = [take_and_badge(browser) for browser in (ama, bisi)]
    old = [credential_of(ama, token) for token in tokens]
    leaked = signing_key(OLD).public.name
    leak = Leak(leaked, issued_at(before, tokens[1]), "Somebody had the key.")
    before.state.database.close()
    after = site.app(NEW)
    database = after.state.database
    issuer = Issuer(site.url, signing_key(NEW))
    with pytest.raises(KeyStillUsed):
        distrust(database, issuer, [OLD, NEW], leak)
    with pytest.raises(NoSuchKey):
        distrust(database, issuer, [NEW], replace(leak, key="nobody"))

    done = distrust(database, issuer, [NEW], leak)

    chidi = signed_in(after, site.url, "Chidi")
    new = credential_of(chidi, tokens[0])
    page = chidi.get(f"/en/badges/{tokens[1]}")
    document = chidi.get("/.well-known/did.json").text
    with served_over_tls(after, site.port, site.certificate):
        found = verdicts([*old, new], site.certificate)
    database.close()

    assert (done.revoked, done.signed_anew) == (1, 1)
    assert [one.is_good for one in found] == [False, False, True]
    assert {**new, "proof": None} == {**old[0], "proof": None}
    assert leaked not in document
    assert page.status_code == 410
    assert "Somebody had the key." in page.text


def issued_at(app: FastAPI, token: str) -> datetime:
    """Return when a badge was signed."""
    with app.state.database.open_session() as session:
        return get_badge(session, token).issued_at


def test_the_token_is_signed_with_the_key_of_the_site(site: Site) -> None:
    app = site.app(OLD)
    ama = signed_in(app, site.url, "Ama")
    token = take_and_badge(ama)
    text = ama.get(f"/badges/{token}/credential.jwt").text
    document = ama.get("/.well-known/did.json").json()
    app.state.database.close()
    public = document["verificationMethod"][0]["publicKeyMultibase"]
    key = Ed25519PublicKey.from_public_bytes(public_part(public))
    head, body, signature = text.split(".")

    key.verify(decoded(signature), f"{head}.{body}".encode())
    claims = json.loads(decoded(body))
    assert json.loads(decoded(head))["kid"] == document["assertionMethod"][0]
    assert claims["iss"] == document["id"]
    assert claims["jti"] == claims["id"] == f"{site.url}/badges/{token}/credential.json"
    with pytest.raises(InvalidSignature):
        key.verify(decoded(signature), f"{head}.{body[:-4]}AAAA".encode())


def decoded(text: str) -> bytes:
    """Return what base64url without padding holds."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def public_part(multikey: str) -> bytes:
    """Return the key in a Multikey: base58btc, with two bytes before it."""
    letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for letter in multikey[1:]:
        number = number * 58 + letters.index(letter)
    return number.to_bytes(34, "big")[2:]
