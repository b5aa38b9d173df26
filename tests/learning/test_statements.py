"""Statements of completion, over HTTP."""

import re
import shutil
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlmodel import select
from starlette.testclient import TestClient

from app.accounts.models import User
from app.accounts.service import vanish
from app.learning import pdf_process
from app.learning.models import Statement
from app.learning.pdf_process import NoPDFNow, PDFMaker
from app.learning.routes.finish import STATEMENTS
from app.platform.db import Database
from app.platform.worker import Worker
from app.texts.models import Revision
from tests.accounts.people import Browser, person, token_for
from tests.factories.small_library import PACK
from tests.learning.journey import make_statement, mark_done, take_pack, words
from tests.learning.pdf_marks import missing_for_universal_access
from tests.services.verapdf import broken_rules

FORM = f"/en/packs/{PACK}/statements"
QUEUED = pdf_process.QUEUE + 1
MARCH = datetime(2026, 3, 5, tzinfo=UTC)
HOSTILE = "\u202eAda<script>alert(1)</script>\u2066 \"'"


@pytest.fixture
def stranger(app: FastAPI) -> Browser:
    """Somebody else, without any cookie."""
    return Browser(TestClient(app, follow_redirects=False))


@pytest.fixture(params=["browser", "signed_in"])
def maker(request: pytest.FixtureRequest) -> Browser:
    """Somebody who has taken the pack, with or without an account."""
    found: Browser = request.getfixturevalue(request.param)
    take_pack(found)
    return found


def test_everybody_with_the_address_can_read_a_statement(
    maker: Browser, stranger: Browser
) -> None:
    token = make_statement(maker, "Ama Mensah")

    answer = stranger.get(f"/en/statements/{token}")

    page = words(answer.text)
    assert "Ama Mensah" in page
    assert "All modules of the learning pack Build a bench are done." in page
    assert "English" in page
    assert "the statement is not signed" in page
    assert "Withdraw" not in page.replace("withdraw", "")
    assert "set-cookie" not in answer.headers


def test_a_statement_names_the_version_so_that_people_understand_it(
    maker: Browser, stranger: Browser, database: Database
) -> None:
    with database.transaction() as session:
        session.execute(update(Revision).values(created_at=MARCH))
    token = make_statement(maker)

    in_english = words(stranger.get(f"/en/statements/{token}").text)
    in_french = words(stranger.get(f"/fr/statements/{token}").text)

    # The pack's own words and three modules, each published once.
    assert "Version of the pack March 5, 2026, revision 4" in in_english
    assert "5 mars 2026" in in_french
    assert "1.1.1.1" not in in_english


@pytest.mark.slow
def test_search_engines_and_other_sites_do_not_learn_the_address(
    maker: Browser, stranger: Browser
) -> None:
    token = make_statement(maker)

    for ending in ("", ".pdf"):
        answer = stranger.get(f"/en/statements/{token}{ending}")
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "private, no-store"


def test_a_statement_needs_every_module(browser: Browser, database: Database) -> None:
    mark_done(browser, 1, 3)

    answer = browser.post(FORM, holder="Ama")

    assert answer.status_code == 403
    with database.open_session() as session:
        assert session.scalars(select(Statement)).all() == []


@pytest.mark.parametrize(
    ("holder", "sentence"),
    [
        ("", "This is needed."),
        ("  \t ", "This is needed."),
        ("\u200e\u202e", "Write the name the statement should carry."),
        ("123 !", "Write the name the statement should carry."),
        ("x" * 81, "This may have at most 80 characters."),
    ],
)
def test_a_name_that_is_none_is_asked_for_again(
    browser: Browser, holder: str, sentence: str
) -> None:
    take_pack(browser)

    answer = browser.post(FORM, holder=holder)

    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert 'id="holder-error"' in answer.text


def test_a_hostile_name_is_only_a_name(maker: Browser) -> None:
    token = make_statement(maker, HOSTILE)

    for path in (
        f"/en/statements/{token}",
        f"/en/statements/{token}/withdraw",
        "/en/me",
        "/en/me/data/delete",
        f"/en/packs/{PACK}/done",
    ):
        text = maker.get(path).text
        assert "<script>alert" not in text
        assert "Ada&lt;script&gt;alert(1)&lt;/script&gt; &#34;&#39;</bdi>" in text
        assert "\u202e" not in text


def test_joiners_that_letters_need_stay_in_a_name(
    maker: Browser, database: Database
) -> None:
    token = make_statement(maker, "می\u200cنا")

    with database.open_session() as session:
        assert session.get_one(Statement, token).holder == "می\u200cنا"


def test_only_its_maker_can_withdraw_a_statement(
    maker: Browser, stranger: Browser, app: FastAPI, database: Database
) -> None:
    token = make_statement(maker)
    other = Browser(TestClient(app, follow_redirects=False))
    other.use_token(token_for(database, person(database, "Kofi")))
    withdraw = f"/en/statements/{token}/withdraw"

    for somebody in (stranger, other):
        assert somebody.get(withdraw).status_code == 404
        assert somebody.post(withdraw).status_code == 404
        assert somebody.get(f"/en/statements/{token}").status_code == 200


def test_a_withdrawn_statement_is_gone_with_its_name(
    maker: Browser, stranger: Browser, database: Database
) -> None:
    token = make_statement(maker, "Ama Mensah")

    answer = maker.post(f"/en/statements/{token}/withdraw")

    assert answer.headers["location"] == "/en/me?withdrawn=1"
    for ending in ("", ".pdf"):
        gone = stranger.get(f"/en/statements/{token}{ending}")
        assert gone.status_code == 410
        assert "Ama" not in gone.text
    with database.open_session() as session:
        assert session.get_one(Statement, token).holder == ""


def test_addresses_cannot_be_guessed(maker: Browser) -> None:
    tokens = {make_statement(maker) for _ in range(5)}

    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {32}


@pytest.mark.parametrize("token", ["x", "a" * 32, "%2e%2e", "%00", "<script>"])
def test_an_unknown_statement_has_no_page(browser: Browser, token: str) -> None:
    assert browser.get(f"/en/statements/{token}").status_code == 404
    assert browser.get(f"/en/statements/{token}.pdf").status_code == 404


@pytest.mark.slow
def test_statements_cannot_be_made_without_end(browser: Browser) -> None:
    take_pack(browser)
    answers = [browser.post(FORM, holder="Ama") for _ in range(STATEMENTS.most + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert answers[-1].status_code == 429


def test_a_statement_outlives_its_pack(
    maker: Browser, stranger: Browser, database: Database
) -> None:
    token = make_statement(maker)
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE pack SET state = 'withdrawn'")

    answer = stranger.get(f"/en/statements/{token}")

    assert answer.status_code == 200
    assert "Build a bench" in words(answer.text)
    assert "See the pack" not in words(answer.text)


def test_a_vanished_account_takes_its_statements_along(
    signed_in: Browser,
    stranger: Browser,
    learner: User,
    database: Database,
    worker: Worker,
) -> None:
    take_pack(signed_in)
    token = make_statement(signed_in, "Ama Mensah")
    with database.transaction() as session:
        vanish(session, session.get_one(User, learner.id))
    worker.run_due()

    assert stranger.get(f"/en/statements/{token}").status_code == 410
    with database.open_session() as session:
        statement = session.get_one(Statement, token)
    assert (statement.holder, statement.user_id) == ("", None)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_pdf_is_tagged_and_says_the_same(
    browser: Browser, lang: str, tmp_path: Path
) -> None:
    take_pack(browser)
    token = make_statement(browser, "Ama أحمد")

    answer = browser.get(f"/{lang}/statements/{token}.pdf")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    file = tmp_path / "statement.pdf"
    file.write_bytes(answer.content)
    assert "Tagged:          yes" in poppler("pdfinfo", str(file))
    assert re.search(r"pdfuaid:part\W+1", poppler("pdfinfo", "-meta", str(file)))
    text = poppler("pdftotext", str(file), "-")
    assert "أحمد" in text
    assert "Build a bench" in text
    assert token in re.sub(r"\s", "", text)
    assert missing_for_universal_access(file, lang) == []


@pytest.mark.service
def test_a_validator_finds_no_broken_rule_of_pdf_ua(
    browser: Browser, tmp_path: Path
) -> None:
    take_pack(browser)
    token = make_statement(browser, "Ama أحمد")
    files = []
    for lang in ("en", "ar"):
        files.append(tmp_path / f"{lang}.pdf")
        answer = browser.get(f"/{lang}/statements/{token}.pdf")
        files[-1].write_bytes(answer.content)
    plain = tmp_path / "plain.pdf"
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(plain)

    *sound, faulty = broken_rules(*files, plain)
    assert sound == [[], []]
    assert any(rule.startswith("6.2 ") for rule in faulty), faulty


def poppler(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is missing: run `make provision` (poppler-utils)"
    command = [found, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_a_pdf_may_load_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.css"
    secret.write_text("p::before { content: 'leaked' }")
    links = [secret.as_uri(), "http://127.0.0.1:9/x.css", "data:text/css,p{}"]

    for link in links:
        html = (
            f'<html lang="en"><title>x</title><link rel=stylesheet href="{link}"><p>x'
        )
        with pytest.raises(NoPDFNow):
            PDFMaker().pdf(html)


def test_a_pdf_that_takes_too_long_is_given_up(
    maker: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = make_statement(maker)
    monkeypatch.setattr(pdf_process, "LIMIT_SECONDS", 0.01)
    monkeypatch.setattr("app.learning.routes.statements.pdf_maker", PDFMaker())

    answer = maker.get(f"/en/statements/{token}.pdf")

    assert answer.status_code == 503
    assert "try again in a minute" in words(answer.text)


def test_the_same_pdf_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def run(html: str) -> bytes:
        made.append(html)
        return b"%PDF"

    monkeypatch.setattr(pdf_process, "_run", run)
    maker = PDFMaker()

    for page in ("a", "b", "a"):
        maker.pdf(page)

    assert made == ["a", "b"]


def test_pages_do_not_wait_behind_many_pdfs(monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = threading.Event()

    def run(_html: str) -> bytes:
        going_on.wait(60)
        return b"%PDF"

    monkeypatch.setattr(pdf_process, "_run", run)
    maker = PDFMaker()
    with ThreadPoolExecutor(pdf_process.QUEUE + 2) as pool:
        asked = [pool.submit(maker.pdf, f"page {n}") for n in range(QUEUED)]
        refused = next(as_completed(asked, timeout=30))
        going_on.set()

    assert isinstance(refused.exception(), NoPDFNow)
    made = [one for one in asked if one.exception() is None]
    assert len(made) == pdf_process.QUEUE
