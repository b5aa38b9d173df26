"""Packs that get another name, swap theirs, are copied, or take another's place."""

from sqlalchemy import func, select

from app.packs.models import PublicState
from app.packs.queries import get_pack
from app.platform.db import Database
from app.texts.models import Unit
from tests.content.loaded import SLUG, export, module_texts, pack
from tests.factories.library import BENCH, TABLE, ContentFolders


def test_a_pack_that_gets_another_name_stays_the_same_pack(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    with database.open_session() as session:
        before = pack(session).id
    folders.rename(BENCH, "learning_packs/make-a-bench")
    folders.change("courses/furnish-a-house/course.toml", SLUG, "make-a-bench")

    report = folders.load()

    with database.open_session() as session:
        bench = get_pack(session, "make-a-bench")
    assert (bench.id, bench.key) == (before, "bench1")
    assert report.withdrawn == []


def test_two_packs_can_swap_their_names(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    folders.rename(BENCH, "away")
    folders.rename(TABLE, BENCH)
    folders.rename("away", TABLE)

    report = folders.load()

    with database.open_session() as session:
        assert get_pack(session, SLUG).key == "table1"
        assert get_pack(session, "build-a-table").key == "bench1"
    assert report.failed == report.withdrawn == []


def test_another_pack_can_take_the_place_of_one_that_goes(
    folders: ContentFolders, database: Database
) -> None:
    """Somebody changed the id in a folder: it is another pack now."""
    folders.load()
    folders.change(f"{BENCH}/pack.toml", '"bench1"', '"bench2"')

    report = folders.load()

    with database.open_session() as session:
        assert get_pack(session, SLUG).key == "bench2"
        assert pack(session).state == PublicState.WITHDRAWN
    assert report.failed == []


def test_a_pack_copied_with_its_record_is_a_pack_of_its_own(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    export(folders, database)
    folders.load()
    folders.copy(BENCH, "learning_packs/build-a-boat")
    folders.change("learning_packs/build-a-boat/pack.toml", '"bench1"', '"boat01"')
    folders.remove(BENCH)
    folders.change("courses/furnish-a-house/course.toml", SLUG, "build-a-boat")

    report = folders.load()

    with database.open_session() as session:
        units = session.scalar(select(func.count()).select_from(Unit)) or 0
        assert module_texts(session, "boat01") == module_texts(session)
    assert report.failed == []
    assert units > 40
