"""What was done in a copy comes to the site by a code, once however often it comes."""

import io
import json
import re
import zipfile
from base64 import urlsafe_b64encode
from typing import cast
from zlib import crc32

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.learning.models import Answer, Completion, Tick
from app.packs.queries import get_pack
from app.platform.outbox import OutboxEvent
from app.takeout.codes import CodeUnreadable, read_code
from tests.accounts.people import person, token_for
from tests.browser.pages import PACK, TRANSLATED_PACK
from tests.takeout.workers import app_of

PLACE = f"/ar/packs/{TRANSLATED_PACK}"
BRING = f"{PLACE}/offline/done"


@pytest.fixture
def client(worked: TestClient) -> TestClient:
    """A visitor of a site that this test may change."""
    return worked


def code_of(said: object) -> str:
    """Write a code as the script of a copy does."""
    body = urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    return f"pa1.{body}.{crc32(body.encode()):x}"


def done_in(client: TestClient, *, right: bool = True) -> dict[str, object]:
    """Do a module of a copy: one question, and every line of its lists."""
    with app_of(client).state.database.open_session() as session:
        key = get_pack(session, TRANSLATED_PACK).key
    page = client.get(f"{PLACE}/1").text
    copied = client.get(f"{PLACE}/offline/pages")
    html = _text_of(copied.content)
    quiz = re.search(r'data-quiz="(\w+)" data-kind="one">(.*?)</fieldset>', html, re.S)
    assert quiz
    units = re.findall(r'data-unit="(\w+)"( data-right)?', quiz[2])
    chosen = next(unit for unit, mark in units if bool(mark) is right)
    ticks = re.findall(r'id="c-(\w+)"', html)
    assert ticks, page
    return {"k": key, "d": [1], "t": ticks, "a": {quiz[1]: [chosen]}}


def _text_of(zipped: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".html"))
        return "".join(archive.read(name).decode() for name in names)


def rows(client: TestClient) -> list[list[str]]:
    """Return everything that is kept of whoever has an account."""
    with app_of(client).state.database.open_session() as session:
        return [
            sorted(repr(row.model_dump()) for row in session.scalars(select(table)))
            for table in (Answer, Completion, Tick)
        ]


def sign_in(client: TestClient) -> None:
    app = app_of(client)
    database = app.state.database
    token = token_for(database, person(database, "Ama"))
    client.cookies.set("passalong", token)


def test_with_an_account_it_comes_once_however_often_it_is_brought(
    client: TestClient,
) -> None:
    sign_in(client)
    done = done_in(client)
    first = client.post(BRING, data={"code": code_of(done)})
    kept = rows(client)
    second = client.post(BRING, data={"code": code_of(done)})

    assert first.headers["location"] == second.headers["location"] == f"{BRING}?taken=1"
    assert [len(table) for table in kept] == [1, 1, len(set(done["t"]))]  # type: ignore[call-overload]
    assert rows(client) == kept
    page = client.get(f"{BRING}?taken=1").text
    assert re.search(r"\b1\b.*\b4\b|١.*٤", page)


def test_without_an_account_this_browser_remembers_it(client: TestClient) -> None:
    done = done_in(client)
    client.post(BRING, data={"code": code_of(done)})
    after = client.get(PLACE).text
    cookie = client.cookies["learning"]
    client.post(BRING, data={"code": code_of(done)})

    assert client.cookies["learning"] == cookie
    assert rows(client) == [[], [], []]
    client.cookies.clear()
    assert client.get(PLACE).text != after


def test_what_is_done_is_announced_once(client: TestClient) -> None:
    done = done_in(client)
    for _ in range(3):
        client.post(BRING, data={"code": code_of(done)})

    with app_of(client).state.database.open_session() as session:
        names = [row.name for row in session.scalars(select(OutboxEvent))]
    assert names.count("learning.module_completed") == 1
    assert names.count("learning.pack_started") == 1


def test_an_answer_that_is_here_stays_unless_the_other_is_right(
    client: TestClient,
) -> None:
    sign_in(client)
    wrong, right = done_in(client, right=False), done_in(client)
    for done, is_right, tries in (
        (wrong, False, 1),
        (wrong, False, 1),
        (right, True, 2),
        (wrong, True, 2),
        (right, True, 2),
    ):
        client.post(BRING, data={"code": code_of(done)})
        with app_of(client).state.database.open_session() as session:
            kept = session.scalars(select(Answer)).one()
        assert (kept.is_right, kept.tries) == (is_right, tries)


def test_a_line_that_a_kept_page_has_cleared_stays_clear(client: TestClient) -> None:
    sign_in(client)
    done = done_in(client)
    client.post(BRING, data={"code": code_of(done)})
    lines = list(dict.fromkeys(cast("list[str]", done["t"])))
    cleared = {**done, "t": lines[1:], "u": [lines[0]]}

    for _ in range(2):
        client.post(BRING, data={"code": code_of(cleared)})
        kept = rows(client)[2]
        assert not any(lines[0] in row for row in kept)
        assert len(kept) == len(lines) - 1

    both = {**done, "t": lines, "u": lines}
    client.post(BRING, data={"code": code_of(both)})
    assert len(rows(client)[2]) == len(lines), "what is ticked too is ticked"


def test_a_code_of_another_pack_is_refused_and_kept_in_its_field(
    client: TestClient,
) -> None:
    code = code_of(done_in(client))
    answer = client.post(f"/en/packs/{PACK}/offline/done", data={"code": code})

    assert answer.status_code == 422
    assert "This code is from a copy of another pack." in answer.text
    assert code in answer.text


def test_a_copy_leads_to_the_field_with_its_code(client: TestClient) -> None:
    html = _text_of(client.get(f"{PLACE}/offline/pages").content)
    code = code_of({"k": "abcdef", "d": [], "t": [], "a": {}})

    action = re.search(
        r'<form class="card" data-return="" hidden="" action="([^"]+)"', html
    )
    assert action, html[:500]
    assert action[1].endswith(BRING)
    assert code in client.get(BRING, params={"code": code}).text


GOOD = {"k": "abcdef", "d": [1], "t": [], "a": {}}


@pytest.mark.parametrize(
    "said",
    [
        [],
        {**GOOD, "d": [0]},
        {**GOOD, "d": ["1"]},
        {**GOOD, "d": [1] * 100},
        {**GOOD, "k": "../etc"},
        {**GOOD, "a": {"abcdef": "text"}},
        {**GOOD, "a": {"abcdef": ["x" * 500]}},
        {**GOOD, "t": ["<script>"]},
        {**GOOD, "more": 1},
        {"k": "abcdef"},
    ],
)
def test_what_no_copy_writes_is_no_code(said: object) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(code_of(said))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "pa1",
        "pa1..0",
        "pa2.e30.0",
        "pa1.\N{SNOWMAN}.0",
        "pa1.e30.zz",
        code_of(GOOD)[:-1],
        code_of(GOOD).replace("pa1.", "pa1.A"),
        f"pa1.{'W' * 40_001}.0",
    ],
)
def test_what_is_cut_or_mistyped_is_no_code(code: str) -> None:
    with pytest.raises(CodeUnreadable):
        read_code(code)


def test_white_space_that_a_message_put_into_a_code_does_no_harm() -> None:
    code = code_of(GOOD)

    assert read_code(f" {code[:9]}\n{code[9:]} ") == read_code(code)


def test_brackets_without_end_are_no_code() -> None:
    body = urlsafe_b64encode(b"[" * 20_000).decode().rstrip("=")
    with pytest.raises(CodeUnreadable):
        read_code(f"pa1.{body}.{crc32(body.encode()):x}")
