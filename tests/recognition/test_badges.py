"""Badges over HTTP: made of statements and courses, shown, listed and taken back."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.roles import Role
from app.accounts.service import vanish
from app.platform.db import Database
from app.platform.worker import Worker
from app.recognition.keys import signing_key
from app.recognition.models import Badge
from tests.accounts.people import Browser, person, token_for
from tests.learning.journey import make_statement, take_pack, words
from tests.recognition.journey import (
    credential_of,
    in_png,
    in_svg,
    make_badge,
    token_in,
)
from tests.services.verapdf import broken_rules

HOSTILE = "<script>alert(1)</script>\u202e"
LIST = "/api/badges/v1/assertions/user/Ama/"


def somebody(app: FastAPI, database: Database, name: str, *roles: Role) -> Browser:
    """Return the browser of somebody else who is signed in."""
    browser = Browser(TestClient(app, follow_redirects=False))
    browser.use_token(token_for(database, person(database, name, *roles)))
    return browser


@pytest.fixture
def badge(learner: Browser, statement: str) -> str:
    """The token of a badge, with evidence."""
    return make_badge(
        learner,
        statement,
        evidence="https://example.org/w/Ama\nhttps://example.org/w/Ama",
        narrative="Wrote it.",
    )


def test_a_badge_says_what_was_learned_in_which_version_and_language(
    learner: Browser, stranger: Browser, badge: str
) -> None:
    found = credential_of(stranger, badge)
    page = words(stranger.get(f"/en/badges/{badge}").text)

    subject = found["credentialSubject"]
    about = subject["achievement"]
    assert about["name"] == "Build a bench"
    assert about["inLanguage"] == "en"
    assert about["version"] == "1.1.1.1"
    assert "- join two boards" in about["criteria"]["narrative"]
    assert found["evidence"][0]["narrative"] == "Wrote it."
    assert [one["id"] for one in found["evidence"][1:]] == ["https://example.org/w/Ama"]
    for said in ("Ama Mensah", "Build a bench", "Wrote it.", "join two boards"):
        assert said in page
    assert "Withdraw" not in page
    assert "set-cookie" not in stranger.get(f"/en/badges/{badge}").headers


def test_a_credential_holds_a_fingerprint_of_the_name_and_not_the_name(
    stranger: Browser, badge: str
) -> None:
    found = credential_of(stranger, badge)

    (known,) = found["credentialSubject"]["identifier"]
    hashed = sha256(("Ama Mensah" + known["salt"]).encode()).hexdigest()
    assert known["identityHash"] == f"sha256${hashed}"
    assert found["credentialSubject"]["id"].startswith("urn:uuid:")
    for kind in ("json", "jwt"):
        answer = stranger.get(f"/badges/{badge}/credential.{kind}")
        assert "Mensah" not in answer.text
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_two_badges_of_one_person_share_no_name_and_no_number(
    app: FastAPI, database: Database, learner: Browser, badge: str
) -> None:
    first = credential_of(learner, badge)
    learner.post(f"/en/badges/{badge}/withdraw")
    again = make_badge(learner, make_statement(learner, "Ama Mensah"))
    second = credential_of(learner, again)

    subjects = [one["credentialSubject"] for one in (first, second)]
    assert subjects[0]["id"] != subjects[1]["id"]
    hashes = [one["identifier"][0]["identityHash"] for one in subjects]
    assert hashes[0] != hashes[1]


def test_the_same_badge_is_made_once(learner: Browser, statement: str) -> None:
    first = make_badge(learner, statement)
    second = make_badge(learner, statement)

    assert first == second


def test_nobody_makes_a_badge_of_anothers_statement(
    app: FastAPI, database: Database, stranger: Browser, statement: str
) -> None:
    bisi = somebody(app, database, "Bisi")
    path = f"/en/statements/{statement}/badge"

    assert bisi.get(path).status_code == 404
    assert bisi.post(path).status_code == 404
    assert stranger.get(path).status_code == 303
    assert stranger.post(path).status_code == 303
    with database.open_session() as session:
        assert session.scalars(select(Badge)).all() == []


@pytest.mark.parametrize(
    "evidence",
    [
        "javascript:alert(1)",
        "https://user:pass@example.org/",
        "http://",
        "https://example.org/a b",
        'https://example.org/"><script>',
        "https://[::1",
        "\n".join(f"https://example.org/{n}" for n in range(6)),
    ],
)
def test_evidence_is_addresses_of_the_web(
    learner: Browser, statement: str, evidence: str
) -> None:
    answer = learner.post(f"/en/statements/{statement}/badge", evidence=evidence)

    assert answer.status_code == 422
    assert "at most five addresses" in words(answer.text)
    assert 'id="evidence-error"' in answer.text


def test_hostile_words_are_only_words(learner: Browser, statement: str) -> None:
    token = make_badge(learner, statement, narrative=HOSTILE)

    assert "<script>alert(1)" not in learner.get(f"/en/badges/{token}").text
    found = credential_of(learner, token)
    assert found["evidence"][0]["narrative"] == HOSTILE


def test_a_badge_is_a_picture_that_holds_the_whole_credential(
    learner: Browser, stranger: Browser, statement: str
) -> None:
    narrative = f"{HOSTILE} ]]> <![CDATA[ ]]&gt; العربية"
    token = make_badge(learner, statement, narrative=narrative)
    good = credential_of(stranger, token)
    page = stranger.get(f"/en/badges/{token}").text

    for kind, read in (("png", in_png), ("svg", in_svg)):
        address = f"/badges/{token}/badge.{kind}"
        answer = stranger.get(address)
        assert read(answer) == good
        assert f'href="{address}"' in page
        assert "attachment" in answer.headers["content-disposition"]
        assert "noindex" in answer.headers["x-robots-tag"]
    assert good["evidence"][0]["narrative"] == narrative


# veraPDF reads a file; what it says is asked for on both databases below.
@pytest.mark.slow
@pytest.mark.any_database
def test_the_pdf_of_a_badge_can_be_read_by_everybody(
    stranger: Browser, badge: str, tmp_path: Path
) -> None:
    file = tmp_path / "badge.pdf"
    file.write_bytes(stranger.get(f"/ar/badges/{badge}.pdf").content)

    assert broken_rules(file) == [[]]


def test_a_withdrawn_badge_is_gone_with_all_it_said(
    learner: Browser, stranger: Browser, database: Database, badge: str
) -> None:
    asked = learner.get(f"/en/badges/{badge}/withdraw")
    answer = learner.post(f"/en/badges/{badge}/withdraw")

    assert asked.status_code == 200
    assert answer.headers["location"] == "/en/me/badges?said=withdrawn"
    addresses = (
        *(f"/en/badges/{badge}", f"/en/badges/{badge}.pdf"),
        *(f"/badges/{badge}/credential.{kind}" for kind in ("json", "jwt")),
        *(f"/badges/{badge}/badge.{kind}" for kind in ("svg", "png")),
    )
    for address in addresses:
        gone = stranger.get(address)
        assert gone.status_code == 410
        assert "Mensah" not in gone.text
    with database.open_session() as session:
        row = session.scalars(select(Badge)).one()
        assert (row.holder, row.document, row.jwt, row.evidence) == ("", "", "", [])


def test_only_its_holder_withdraws_or_lists_a_badge(
    app: FastAPI, database: Database, badge: str
) -> None:
    bisi = somebody(app, database, "Bisi")

    assert bisi.get(f"/en/badges/{badge}/withdraw").status_code == 404
    assert bisi.post(f"/en/badges/{badge}/withdraw").status_code == 404
    assert bisi.post(f"/en/badges/{badge}/listing", listed="1").status_code == 404
    assert bisi.post(f"/en/badges/{badge}/revoke", reason="x").status_code == 403
    assert bisi.get(f"/en/badges/{badge}").status_code == 200


def test_an_operator_revokes_and_says_why(
    app: FastAPI, database: Database, stranger: Browser, badge: str
) -> None:
    olu = somebody(app, database, "Olu", Role.OPERATOR)

    without = olu.post(f"/en/badges/{badge}/revoke", reason=" ")
    answer = olu.post(f"/en/badges/{badge}/revoke", reason="<b>Made by mistake</b>")

    assert without.status_code == 422
    assert answer.status_code == 303
    gone = stranger.get(f"/en/badges/{badge}")
    assert gone.status_code == 410
    assert "&lt;b&gt;Made by mistake&lt;/b&gt;" in gone.text
    assert "Mensah" not in gone.text


def test_programs_see_only_what_its_holder_lets_them(
    learner: Browser, stranger: Browser, badge: str
) -> None:
    before = stranger.get(LIST).json()
    nobody = stranger.get("/api/badges/v1/assertions/user/Nobody/").json()

    learner.post(f"/en/badges/{badge}/listing", listed="1")
    listed = stranger.get(LIST)
    learner.post(f"/en/badges/{badge}/listing")

    assert before == nobody
    assert before["results"] == []
    assert stranger.get(LIST).json() == before
    # What Capacity Exchange reads of each.
    (found,) = listed.json()["results"]
    assert found["badge_class"]["display_name"] == "Build a bench"
    assert found["badge_class"]["description"] == "What to do, one step at a time."
    assert found["assertion_url"] == f"http://testserver/en/badges/{badge}"
    assert found["image_url"].endswith("/badges/pictures/pack/bench1.svg")
    assert found["created"][:4].isdigit()
    assert listed.headers["access-control-allow-origin"] == "*"


def test_a_withdrawn_badge_leaves_the_list(
    learner: Browser, stranger: Browser, statement: str
) -> None:
    token = make_badge(learner, statement, listed="1")
    assert stranger.get(LIST).json()["count"] == 1

    learner.post(f"/en/badges/{token}/withdraw")

    assert stranger.get(LIST).json()["count"] == 0


def test_a_vanished_account_takes_its_badges_along(
    app: FastAPI, stranger: Browser, ama: User, database: Database, badge: str
) -> None:
    worker: Worker = app.state.worker
    with database.transaction() as session:
        vanish(session, session.get_one(User, ama.id))
    worker.run_due()

    assert stranger.get(f"/en/badges/{badge}").status_code == 410
    with database.open_session() as session:
        row = session.scalars(select(Badge)).one()
        assert (row.user_id, row.holder, row.document) == (None, "", "")
        assert row.revoked_at is not None


def test_own_badges_are_in_the_file_of_own_data(learner: Browser, badge: str) -> None:
    found = learner.get("/en/me/data/export").json()

    (own,) = found["badges"]
    assert own["token"] == badge
    assert own["holder"] == "Ama Mensah"
    assert own["credential"]["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


def test_no_table_holds_the_key(app: FastAPI, database: Database, badge: str) -> None:
    seed = signing_key(app.state.settings.signing_keys[-1]).seed
    with database.open_session() as session:
        rows = [
            *session.connection().execute(text("SELECT * FROM badge_key")),
            *session.connection().execute(text("SELECT * FROM badge")),
        ]

    kept = repr(rows)
    assert len(rows) == 2
    assert seed.hex() not in kept
    assert app.state.settings.secret_key not in kept


def test_a_badge_is_offered_where_a_statement_is(
    learner: Browser, statement: str
) -> None:
    page = learner.get(f"/en/statements/{statement}").text
    own = learner.get("/en/me/badges").text
    assert "You have no badge yet" not in own
    token = make_badge(learner, statement)

    assert f'href="/en/statements/{statement}/badge"' in page
    assert f'href="/en/statements/{statement}/badge"' in own
    after = learner.get("/en/me/badges").text
    assert f'href="/en/badges/{token}"' in after
    assert f'href="/en/statements/{statement}/badge"' not in after


def test_a_badge_in_another_language_speaks_it(
    learner: Browser, stranger: Browser
) -> None:
    take_pack(learner)
    answer = learner.post("/fr/packs/build-a-bench/statements", holder="Ama")
    statement = answer.headers["location"].rpartition("/")[2]
    with_words = learner.post(f"/fr/statements/{statement}/badge")
    token = token_in(with_words.headers["location"])

    # The pack is not in French, and neither is what was learned.
    assert (
        credential_of(stranger, token)["credentialSubject"]["achievement"]["inLanguage"]
        == "en"
    )
    assert stranger.get(f"/ar/badges/{token}").status_code == 200


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/badges/status/0", 200),
        ("/badges/status/1", 404),
        ("/badges/status/-1", 404),
        ("/badges/status/x", 404),
        ("/badges/status/99999999999999", 404),
        ("/badges/" + "x" * 32 + "/credential.json", 404),
        ("/badges/x/credential.json", 404),
        ("/badges/pictures/pack/%00.svg", 404),
        ("/badges/pictures/skill/x.svg", 404),
        ("/badges/pictures/course/unknown.svg", 200),
        ("/en/badges/" + "x" * 32, 404),
        ("/en/badges/x", 404),
        ("/api/badges/v1/assertions/user/%00/", 404),
        ("/api/badges/v1/assertions/user/Ama/?page=0", 422),
    ],
)
def test_addresses_that_are_none(stranger: Browser, address: str, status: int) -> None:
    assert stranger.get(address).status_code == status


def test_the_pdf_of_a_badge_is_made(
    learner: Browser, badge: str, tmp_path: Path
) -> None:
    answer = learner.get(f"/ar/badges/{badge}.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_status_list_is_open_to_every_page_and_kept_a_little(
    stranger: Browser,
) -> None:
    answer = stranger.get("/badges/status/0")

    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert json.loads(answer.text)["type"][1] == "BitstringStatusListCredential"
