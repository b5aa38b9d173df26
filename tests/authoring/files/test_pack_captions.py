"""Captions written beside the player reach readers, search and translators."""

import io

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.roles import Role
from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.platform import clock
from app.platform.storage import content_key, keep
from tests.authoring.conftest import MODULE, Writer, writer
from tests.authoring.files.bringing import FILES, publish
from tests.media.samples import film
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

TOKEN = "a-film-of-two-seconds"
CAPTIONS = f"/en/files/{TOKEN}/captions"
SAID = {"rows": "1", "start-0": "0.5", "end-0": "1.5", "text-0": "Zanzibar harvest"}
BLOCK = "::: video file=look\nA look.\n:::\n"


@pytest.fixture
def filmed(ama: Writer, shelf: Shelf) -> Writer:
    """An editor whose film is in the pack, without captions."""
    with shelf.app.state.database.transaction() as session:
        _add_film(session, shelf)
    answer = ama.browser.post(FILES, file=TOKEN, name="look")
    assert answer.status_code == 303, answer.text
    return ama


def _add_film(session: Session, shelf: Shelf) -> None:
    user = session.scalars(select(User).where(col(User.name) == "Ama")).one()
    item = MediaItem(
        owner=f"upload:{TOKEN}",
        name=TOKEN,
        kind=MediaKind.VIDEO,
        language="en",
        duration=2,
        token=TOKEN,
        uploader_id=user.id,
        version=1,
        created_at=clock.now(),
        title="A look",
        author="Ama",
        licence="CC0-1.0",
    )
    session.add(item)
    session.flush()
    data = film()
    source = io.BytesIO(data)
    key = content_key(source, "a.240p.mp4")
    keep(shelf.app.state.storage, key, source)
    session.add(
        MediaFile(
            item_id=item.id or 0,
            role=MediaRole.VARIANT,
            position=0,
            key=key,
            file_name="a.240p.mp4",
            content_type="video/mp4",
            bytes=len(data),
            width=320,
            height=240,
            version=1,
        )
    )


def test_a_film_is_not_published_before_somebody_has_written_it_down(
    filmed: Writer, efua: Writer
) -> None:
    form = filmed.form()
    asked = filmed.send(form | {"body": form["body"] + "\n" + BLOCK}, "review")
    review = asked.headers["location"]

    refused = efua.browser.post(f"{review}/publish")
    assert refused.status_code == 409
    assert "has no captions in its language" in refused.text

    assert efua.browser.post(f"{CAPTIONS}/en", **SAID).status_code == 303
    assert efua.browser.post(f"{review}/publish").status_code == 303


def test_readers_search_and_translators_get_what_is_said(
    filmed: Writer, efua: Writer, shelf: Shelf
) -> None:
    filmed.browser.post(f"{CAPTIONS}/en", **SAID)
    filmed.browser.post(f"{CAPTIONS}/fr", **SAID | {"text-0": "Récolte de Zanzibar"})
    publish(filmed, efua, BLOCK)
    shelf.app.state.worker.run_due()

    here, there = shelf.page(MODULE), shelf.page(MODULE.replace("/en/", "/fr/"))
    found = shelf.client.get("/en/search?q=zanzibar").text
    units = filmed.browser.get(f"/en/translate/{PACK}/en/sw?part=captions-look").text

    assert "Zanzibar harvest" in here.text
    assert "Récolte de Zanzibar" in there.text
    assert f"{MODULE}?t=0#look-0" in found
    assert "Zanzibar harvest" in units


def test_readers_get_better_captions_from_a_reviewer(
    filmed: Writer, efua: Writer, shelf: Shelf
) -> None:
    filmed.browser.post(f"{CAPTIONS}/en", **SAID)
    publish(filmed, efua, BLOCK)
    page = read_page(filmed.browser.get(f"{CAPTIONS}/en").text)
    base = page.one("input", name="base").attributes["value"]
    more = SAID | {"base": base, "shown": "1", "text-0": "Zanzibar harvests"}
    filmed.browser.post(f"{CAPTIONS}/en", **more)

    assert "Zanzibar harvests" not in shelf.page(MODULE).text
    assert "Take its newest version" in filmed.browser.get(FILES).text
    assert filmed.browser.post(f"{FILES}/look/newest").status_code == 403
    assert efua.browser.post(f"{FILES}/look/newest").status_code == 303

    # The page that was read before is ready to be sent until the program looks again.
    assert "Zanzibar harvests" in shelf.page(MODULE, known=("fr",)).text


def test_a_pack_may_do_without_captions(
    filmed: Writer, efua: Writer, shelf: Shelf
) -> None:
    shelf.change("pack.toml", 'level = "', 'captions = "optional"\nlevel = "')
    shelf.load()

    publish(filmed, efua, BLOCK)

    assert writer(shelf.app, "Yaw", Role.EDITOR).page(MODULE)
