"""What "data needed" goes by: the files there are, in the lightest of their sizes."""

from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from app.authoring.pack_files import weigh_files
from app.media.models import MediaFile, MediaItem, MediaRole
from app.packs.models import Module, Pack
from app.platform.db import Database
from app.platform.states import CONTENT, bump
from app.search.answering.results import SIZES, Tab
from tests.search.installation import Installation, card_of, install

BENCH = "bench1"
PACK_TEXT, MODULE_TEXT = 9_000, 5_000
LIGHT, HEAVY = 600_000, 4_000_000


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Installation:
    """Two packs whose pages were weighed, derived and indexed."""
    made = install(database, tmp_path)
    made.load()
    with database.transaction() as session:
        session.execute(update(Pack).values(text_bytes=PACK_TEXT))
        session.execute(update(Module).values(text_bytes=MODULE_TEXT))
        bump(session, CONTENT)
    made.settle()
    return made


def give_sizes(session: Session, name: str, sizes: tuple[int, ...]) -> None:
    """Give a file of the pack so many sizes, as work on an upload does."""
    item = session.scalars(
        select(MediaItem).where(
            col(MediaItem.owner) == BENCH, col(MediaItem.name) == name
        )
    ).one()
    for old in session.scalars(
        select(MediaFile).where(
            col(MediaFile.item_id) == item.id,
            col(MediaFile.role) == MediaRole.VARIANT,
        )
    ):
        session.delete(old)
    assert item.id is not None
    for position, size in enumerate(sizes):
        session.add(
            MediaFile(
                item_id=item.id,
                role=MediaRole.VARIANT,
                position=position,
                key=f"{name}-{position}",
                file_name=f"{name}-{position}.webm",
                content_type="video/webm",
                bytes=size,
            )
        )
    pack = session.scalars(select(Pack).where(col(Pack.key) == BENCH)).one()
    weigh_files(session, pack)
    bump(session, CONTENT, about=f"pack:{BENCH}")


def counted(installation: Installation, tab: Tab) -> list[int]:
    """Return how many results each size leaves, the smallest first."""
    facets = {facet.name: facet for facet in installation.ask(tab=tab).facets}
    counts = {int(value.value): value.count for value in facets["kb"].values}
    return [counts[size] for size in SIZES]


def test_a_film_counts_by_its_lightest_size_and_so_do_its_module_and_pack(
    installation: Installation,
) -> None:
    before = [counted(installation, tab) for tab in (Tab.VIDEOS, Tab.MODULES)]
    with installation.database.transaction() as session:
        give_sizes(session, "look", (HEAVY, LIGHT))
    installation.derive_all()

    assert before[0] == [1, 1, 1]
    assert counted(installation, Tab.VIDEOS) == [0, 1, 1]
    of_modules = counted(installation, Tab.MODULES)
    assert of_modules[0] == before[1][0] - 1, "the module with the film"
    assert of_modules[1:] == before[1][1:]
    assert counted(installation, Tab.PACKS) == [1, 2, 2]
    found = installation.ask(tab=Tab.PACKS, kilobytes=1_000)
    card = card_of(found, f"pack:{BENCH}")
    with installation.database.open_session() as session:
        pack = session.scalars(select(Pack).where(col(Pack.key) == BENCH)).one()
        assert card.bytes == PACK_TEXT + pack.media_bytes > LIGHT


def test_a_pack_that_was_not_weighed_yet_is_under_no_limit(
    installation: Installation,
) -> None:
    with installation.database.transaction() as session:
        session.execute(update(Pack).where(col(Pack.key) == BENCH).values(text_bytes=0))
        bump(session, CONTENT, about=f"pack:{BENCH}")

    assert counted(installation, Tab.PACKS) == [1, 1, 1]
