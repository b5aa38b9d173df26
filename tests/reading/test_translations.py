"""What readers get of translations: at once, marked, with what changed, by version."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.testclient import TestClient

from app.media.models import MediaFile, MediaRole
from app.packs.models import Module, Pack, PackLanguage
from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.texts.linking import NewText
from app.texts.models import Document, OutdatedPolicy
from app.texts.queries import CurrentUnit, current_units, published_revision
from app.texts.service import publish_text
from app.translation.captions import captions_of
from app.translation.documents import whole_of_pack
from app.translation.judging import set_state
from app.translation.models import TranslationState
from app.translation.pack_languages import refresh_pack_languages
from tests.databases import HOST
from tests.factories.translating import save

SLUG = "run-an-edit-a-thon"
PAGE = f"/fr/packs/{SLUG}/1"
NEW = "Une phrase que personne n’avait encore écrite."


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser of a program that is running, and drops ready pages by itself."""
    with TestClient(app, base_url=f"http://{HOST}", follow_redirects=False) as running:
        yield running


@pytest.fixture
def database(app: FastAPI) -> Database:
    found: Database = app.state.database
    return found


def module_of(session: Session, slug: str = SLUG, number: int = 1) -> Document:
    found = (
        select(Document)
        .join(Module, col(Module.document_id) == col(Document.id))
        .join(Pack, col(Pack.id) == col(Module.pack_id))
        .where(col(Pack.slug) == slug, col(Module.number) == number)
    )
    return session.scalars(found).one()


def paragraph(session: Session, document: Document) -> CurrentUnit:
    units = current_units(session, document.number)
    return next(unit for unit in units if unit.kind == "paragraph")


def edit_source(database: Database, policy: OutdatedPolicy | None = None) -> str:
    """Change a paragraph of the source a little; return its id."""
    with database.transaction() as session:
        document = module_of(session)
        unit = paragraph(session, document)
        revision = published_revision(session, document)
        assert revision is not None
        document.outdated_policy = policy or document.outdated_policy
        text = revision.text.replace(unit.text, f"{unit.text} Really.", 1)
        publish_text(session, document, NewText(text, "x"))
        bump(session, CONTENT)
    return unit.id


def saved_in_french(database: Database, text: str = NEW) -> int:
    with database.transaction() as session:
        unit = paragraph(session, module_of(session))
        row = save(session, unit, text).translation
        assert row.id is not None
        return row.id


def approve(database: Database, row: int) -> None:
    with database.transaction() as session:
        set_state(session, row, TranslationState.APPROVED, by=None)


def test_what_is_saved_is_on_the_page_at_once(
    client: TestClient, database: Database
) -> None:
    assert NEW not in client.get(PAGE).text

    saved_in_french(database)

    assert NEW in client.get(PAGE).text


def test_what_is_approved_is_found_once_the_worker_has_run(
    app: FastAPI, client: TestClient, database: Database
) -> None:
    approve(database, saved_in_french(database, "Un zouglouglou pour tout le monde."))

    app.state.worker.bus.deliver_due()
    app.state.worker.run_due()
    app.state.worker.bus.deliver_due()
    app.state.worker.run_due()

    assert "<mark>zouglouglou" in client.get("/fr/search?q=zouglouglou").text


def test_a_first_translation_opens_its_language_at_once(
    client: TestClient, database: Database
) -> None:
    address = f"/dag/packs/{SLUG}/1"
    before = client.get(address).text

    with database.transaction() as session:
        unit = paragraph(session, module_of(session))
        save(session, unit, "Yɛltɔɣa palo.", language="dag")

    assert "Yɛltɔɣa palo." not in before
    page = client.get(address).text
    assert "Yɛltɔɣa palo." in page
    assert f'href="/dag/translate/{SLUG}/en/dag?unit=' in page


def test_a_piece_whose_source_changed_says_so_and_leads_to_what_changed(
    client: TestClient, database: Database
) -> None:
    saved_in_french(database)
    unit_id = edit_source(database)

    page = client.get(PAGE).text
    changes = client.get(f"{PAGE}/changes").text

    assert NEW in page
    assert f'href="{PAGE}/changes#u-{unit_id}"' in page
    assert f'id="u-{unit_id}"' in changes
    assert f'unit={unit_id}#u-{unit_id}">' in changes
    assert "<ins> Really.</ins>" in changes
    assert NEW in changes


def test_where_safety_asks_for_it_the_source_is_shown_instead(
    client: TestClient, database: Database
) -> None:
    saved_in_french(database)
    unit_id = edit_source(database, OutdatedPolicy.SOURCE)

    page = client.get(PAGE).text

    assert NEW not in page
    assert "Really." in page
    assert f"/changes#u-{unit_id}" in page


def test_where_nothing_changed_the_page_says_so(client: TestClient) -> None:
    answer = client.get(f"{PAGE}/changes")

    assert answer.status_code == 200
    assert "<ins>" not in answer.text


def test_each_approved_version_can_be_opened_compared_and_linked_to(
    client: TestClient, database: Database
) -> None:
    base = f"/fr/packs/{SLUG}"
    approve(database, saved_in_french(database, "Première version du texte."))
    approve(database, saved_in_french(database, "Seconde version du texte."))
    saved_in_french(database, "Troisième version du texte.")

    listed = client.get(f"{base}/versions").text
    numbers = [n for n in range(1, 9) if f'href="{base}/versions/{n}"' in listed]
    first, last = numbers[0], numbers[-1]
    then = client.get(f"{base}/1/versions/{first}").text
    compared = client.get(f"{base}/versions?from={last}&to={first}")
    differences = client.get(compared.headers["location"]).text

    assert "Première version du texte." in then
    assert "Seconde" not in then
    assert client.get(f"{base}/versions/{first}").status_code == 200
    assert compared.headers["location"] == f"{base}/versions/{first}/{last}"
    assert "<del>Première" in differences
    assert client.get(f"{base}/versions/999").status_code == 404
    assert client.get(f"{base}/1/versions/999").status_code == 404


def test_translated_cues_become_captions_with_the_same_times(
    app: FastAPI, database: Database
) -> None:
    with database.transaction() as session:
        pack = session.scalars(
            select(Pack).where(col(Pack.slug) == "keep-a-community-going")
        ).one()
        (captions,) = captions_of(session, pack)
        first = current_units(session, captions.document.number)[0]
        save(session, first, "Voici un message\nen cinq lignes.")
        item = captions.item.id

    app.state.worker.run_due()

    with database.open_session() as session:
        file = session.scalars(
            select(MediaFile).where(
                col(MediaFile.item_id) == item,
                col(MediaFile.role) == MediaRole.CAPTIONS,
                col(MediaFile.language) == "fr",
            )
        ).one()
    with app.state.storage.open(file.key) as stored:
        text = stored.read().decode()
    assert "00:00:00.600 --> 00:00:04.783\nVoici un message\nen cinq lignes." in text


def test_counting_a_language_again_gives_what_counting_all_gives(
    app: FastAPI, database: Database
) -> None:
    saved_in_french(database)
    edit_source(database)
    app.state.worker.run_due()
    with database.transaction() as session:
        pack = session.scalars(select(Pack).where(col(Pack.slug) == SLUG)).one()
        assert whole_of_pack(session, pack).number == pack.document_id
        before = _counts(session, pack)
        refresh_pack_languages(session, pack)
        session.flush()
        assert _counts(session, pack)["fr"] == before["fr"]


def _counts(session: Session, pack: Pack) -> dict[str, tuple[int, ...]]:
    rows = session.scalars(
        select(PackLanguage).where(col(PackLanguage.pack_id) == pack.id)
    )
    return {r.language: (r.units, r.current, r.outdated, r.reviewed) for r in rows}
