"""OAI-PMH, harvested by a program that others wrote."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from lxml import etree  # type: ignore[import-untyped]
from oaipmh_scythe import Scythe
from sqlalchemy import update
from sqlmodel import Session, select
from starlette.testclient import TestClient

from app.authoring.arranging import withdraw_pack
from app.feeds.asking import Place, Selection, read_token, write_token
from app.packs.models import Course, Pack
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.db import Database
from app.texts.models import Document
from app.texts.queries import current_units
from tests.browser.pages import PACK, TRANSLATED_PACK
from tests.factories.translating import save

OAI = "{http://www.openarchives.org/OAI/2.0/}"
ADDRESS = "http://testserver/oai"
NOW = datetime(2026, 3, 5, 10, tzinfo=UTC)


@pytest.fixture
def harvester(client: TestClient) -> Any:  # its answers are of many types
    """The harvester, whose requests come to the program without a network."""
    harvester = Scythe(ADDRESS)
    harvester._client = client
    return harvester


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> int:
    """Give lists in parts of four."""
    harvesting = import_module("app.feeds.routes.harvesting")
    monkeypatch.setattr(harvesting, "PAGE_LENGTH", 4)
    return 4


def key_of(session: Session, slug: str) -> str:
    return get_pack(session, slug).key


def all_keys(database: Database) -> set[str]:
    with database.open_session() as session:
        packs = {f"pack:{key}" for key in session.scalars(select(Pack.key))}
        courses = {f"course:{key}" for key in session.scalars(select(Course.key))}
    return {f"oai:testserver:{one}" for one in packs | courses}


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def work_off(app: FastAPI) -> None:
    """Do what the worker has to do."""
    while app.state.worker.run_due():
        pass


def refusal(client: TestClient, question: str) -> str:
    """Return the code by which a question is refused, or nothing."""
    answer = client.get(f"/oai?{question}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    found = etree.fromstring(answer.content).find(f"{OAI}error")
    return "" if found is None else str(found.get("code"))


def test_a_harvester_learns_who_we_are(harvester: Any) -> None:
    found = harvester.identify()

    assert found.baseURL == ADDRESS
    assert found.protocolVersion == "2.0"
    assert found.deletedRecord == "persistent"
    assert [one.metadataPrefix for one in harvester.list_metadata_formats()] == [
        "oai_dc"
    ]
    sets = {one.setSpec for one in harvester.list_sets()}
    assert {"pack", "course", "skill:proposal-writing"} <= sets


def test_every_record_is_harvested_once_over_many_parts(
    harvester: Any, database: Database, in_parts: int
) -> None:
    records = list(harvester.list_records(metadata_prefix="oai_dc"))
    identifiers = [one.header.identifier for one in records]

    assert len(identifiers) > 3 * in_parts
    assert len(set(identifiers)) == len(identifiers)
    assert set(identifiers) == all_keys(database)
    assert not any(one.header.deleted for one in records)


def test_records_of_one_moment_are_not_lost_between_parts(
    harvester: Any, database: Database, in_parts: int
) -> None:
    with database.transaction() as session:
        for row in (*session.scalars(select(Pack)), *session.scalars(select(Course))):
            row.updated_at = NOW
            session.add(row)

    found = [one.identifier for one in harvester.list_identifiers()]

    assert len(found) == len(set(found))
    assert set(found) == all_keys(database)


def test_a_record_has_every_language_of_its_pack(
    harvester: Any, database: Database
) -> None:
    with database.open_session() as session:
        key = key_of(session, TRANSLATED_PACK)

    record = harvester.get_record(identifier=f"oai:testserver:pack:{key}")

    says = record.metadata
    assert {"en", "fr", "ar", "sw"} <= set(says["language"])
    assert len(says["title"]) == len(says["description"]) == len(says["language"])
    assert f"http://testserver/p/{TRANSLATED_PACK}" in says["identifier"]
    assert f"http://testserver/ar/packs/{TRANSLATED_PACK}" in says["identifier"]
    assert says["rights"] == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    titles = etree.fromstring(record.raw).iter("{*}title")
    tag = "{http://www.w3.org/XML/1998/namespace}lang"
    assert "ar" in [one.get(tag) for one in titles]


def test_what_was_withdrawn_is_told_to_who_comes_again(
    harvester: Any, database: Database
) -> None:
    with database.transaction() as session:
        for row in (*session.scalars(select(Pack)), *session.scalars(select(Course))):
            row.updated_at = NOW
            session.add(row)
    before = NOW + timedelta(seconds=1)
    with database.transaction() as session:
        pack = get_pack(session, PACK)
        withdraw_pack(session, pack, reason="It was wrong.")

    found = list(harvester.list_records(from_=before.strftime("%Y-%m-%dT%H:%M:%SZ")))

    (only,) = found
    assert only.header.identifier == f"oai:testserver:pack:{pack.key}"
    assert only.header.deleted
    assert "It was wrong" not in only.raw


def test_a_translation_alone_is_seen_by_who_comes_again(
    harvester: Any, database: Database, app: FastAPI, client: TestClient
) -> None:
    """One unit in one language: the pack itself has not changed."""
    work_off(app)
    with database.transaction() as session:
        session.execute(update(Pack).values(updated_at=NOW, translated_at=None))
        session.execute(update(Course).values(updated_at=NOW))
        pack = get_pack(session, TRANSLATED_PACK)
        fields = session.get_one(Document, pack.document_id)
        title = current_units(session, fields.number)[0]
        save(session, title, "Un autre titre", language="fr")
    work_off(app)

    (only,) = harvester.list_records(from_=stamp(NOW + timedelta(seconds=1)))

    assert only.header.identifier == f"oai:testserver:pack:{pack.key}"
    assert "Un autre titre" in only.metadata["title"]
    moment = datetime.fromisoformat(only.header.datestamp)
    assert NOW < moment <= clock.now()
    (same,) = harvester.list_identifiers(from_=stamp(moment), until=stamp(moment))
    assert same.identifier == only.header.identifier
    before = [one.identifier for one in harvester.list_identifiers(until=stamp(NOW))]
    assert set(before) == all_keys(database) - {only.header.identifier}
    later = stamp(moment + timedelta(seconds=1))
    assert refusal(client, f"{LIST}&from={later}") == "noRecordsMatch"


def test_a_harvester_asks_for_a_set(harvester: Any, database: Database) -> None:
    courses = [one.identifier for one in harvester.list_identifiers(set_="course")]
    skill = list(harvester.list_records(set_="skill:proposal-writing"))

    assert courses
    assert all(":course:" in one for one in courses)
    with database.open_session() as session:
        wanted = f"oai:testserver:pack:{key_of(session, PACK)}"
    assert wanted in [one.header.identifier for one in skill]
    assert all("skill:proposal-writing" in one.header.setSpecs for one in skill)


def test_dates_are_inclusive(client: TestClient, database: Database) -> None:
    with database.transaction() as session:
        row = get_pack(session, PACK)
        row.updated_at = NOW + timedelta(microseconds=500_000)
        session.add(row)
    asked = "verb=ListIdentifiers&metadataPrefix=oai_dc&"

    for span in (
        "from=2026-03-05T10:00:00Z&until=2026-03-05T10:00:00Z",
        "from=2026-03-05&until=2026-03-05",
    ):
        assert f":pack:{row.key}<" in client.get(f"/oai?{asked}{span}").text
    for span in (
        "until=2026-03-04",
        "from=2026-03-05T10:00:01Z&until=2026-03-05T23:00:00Z",
    ):
        assert refusal(client, asked + span) == "noRecordsMatch"


LIST = "verb=ListRecords&metadataPrefix=oai_dc"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "badVerb"),
        ("verb=Delete", "badVerb"),
        ("verb=Identify&verb=Identify", "badArgument"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        (f"{LIST}&from=yesterday", "badArgument"),
        (f"{LIST}&from=2026-13-01", "badArgument"),
        (f"{LIST}&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"),
        (f"{LIST}&from=2027-01-01&until=2026-01-01", "badArgument"),
        (f"{LIST}&until=9999-12-31", ""),
        (f"{LIST}&from=0001-01-01", ""),
        (f"{LIST}&set=skill:none", "noRecordsMatch"),
        (f"{LIST}&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=e30=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=W10=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=" + "A" * 5000, "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=x", "idDoesNotExist"),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:pack:none",
            "idDoesNotExist",
        ),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:user:1",
            "idDoesNotExist",
        ),
        ("verb=ListMetadataFormats&identifier=oai:testserver:pack:x", "idDoesNotExist"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(
    client: TestClient, question: str, code: str
) -> None:
    assert refusal(client, question) == code


def test_hostile_words_of_a_question_are_only_words(client: TestClient) -> None:
    hostile = quote('"><script>alert(1)</script>')

    answer = client.get(
        f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={hostile}"
    )

    assert "<script>" not in answer.text
    assert etree.fromstring(answer.content).find(f"{OAI}error") is not None


def test_a_question_may_come_as_a_form(client: TestClient) -> None:
    answer = client.post("/oai", data={"verb": "Identify"})

    assert answer.status_code == 200
    assert "<repositoryName>Passalong</repositoryName>" in answer.text


def test_a_token_says_where_to_go_on() -> None:
    selection = Selection(NOW, NOW, "pack", Place(NOW, "pack", "key"))

    assert read_token(write_token(selection)) == selection


@pytest.mark.parametrize(
    "parts",
    [
        ["", "", "", "0001-01-01T00:00:00+23:59", "pack", "x"],
        ["", "", "", "2026-01-01T00:00:00", "pack", "x"],
        ["", "", "", "2026-01-01T00:00:00+00:00", "pack", "\x00"],
        ["", "", "", 5, "pack", "x"],
        ["", "", "", ""],
    ],
)
def test_a_token_somebody_made_up_is_refused(
    client: TestClient, parts: list[object]
) -> None:
    token = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()

    found = refusal(client, f"verb=ListRecords&resumptionToken={quote(token)}")

    assert found == "badResumptionToken"


def test_moments_are_written_as_the_protocol_wants(client: TestClient) -> None:
    text = client.get("/oai?verb=Identify").text

    stamp = re.search(r"<responseDate>([^<]+)<", text)
    assert stamp is not None
    said = datetime.strptime(stamp[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(said - clock.now()) < timedelta(hours=1)
