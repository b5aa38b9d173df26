"""Loading makes the database agree with the folders, thing by thing, whole or not."""

from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel, col

from app.content.library import read_library
from app.learning.models import Completion
from app.media.queries import media_of
from app.packs.events import PackLoaded, PackWithdrawn
from app.packs.models import (
    Course,
    Module,
    PublicState,
    SkillTotal,
)
from app.packs.queries import (
    find_pack_by_key,
    find_successor,
    modules_of,
    skill_totals,
)
from app.platform.db import Database
from app.platform.outbox import OutboxEvent
from app.platform.states import CONTENT, current
from app.platform.storage import FolderStorage
from app.projects.models import Organisation, Project
from app.texts.queries import current_units
from tests.accounts.people import person
from tests.content.loaded import EDITED, ONE, SENTENCE, SLUG, module_texts, pack
from tests.factories.library import BENCH, FILES, TABLE, ContentFolders


def counts(database: Database) -> dict[str, int]:
    """Return how many rows every table has."""
    with database.open_session() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in SQLModel.metadata.tables.values()
        }


def events(database: Database) -> list[tuple[str, str]]:
    """Return what was announced about packs, with their keys."""
    with database.open_session() as session:
        rows = session.scalars(select(OutboxEvent).order_by(col(OutboxEvent.id)))
        about_packs = (row for row in rows if "pack_key" in row.payload)
        return [(row.name, row.payload["pack_key"]) for row in about_packs]


def version(database: Database) -> int:
    with database.open_session() as session:
        return current(session, CONTENT)


def test_a_folder_becomes_a_pack_with_all_that_is_in_it(
    folders: ContentFolders, database: Database
) -> None:
    report = folders.load()

    with database.open_session() as session:
        bench = pack(session)
        first, second = modules_of(session, bench.id or 0)
        media = media_of(session, "bench1")
        totals = skill_totals(session, "en")
    assert len(report.loaded) == 5
    assert report.failed == report.withdrawn == []
    assert (bench.slug, bench.minutes, bench.module_count) == (SLUG, 30, 2)
    assert (first.key, first.slug, first.questions) == ("m1", "choose", 1)
    assert (first.media_kinds, second.media_kinds) == ("video", "")
    assert media["look"].captions[0].language == "en"
    assert totals["project-planning"] == (2, 2)
    assert events(database) == [
        *((PackLoaded.name, "bench1"), (PackLoaded.name, "table1"))
    ]


def test_loading_again_changes_nothing(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    before, rows = version(database), counts(database)

    report = folders.load()

    assert (report.loaded, report.withdrawn, report.unchanged) == ([], [], 5)
    assert version(database) == before
    assert counts(database) == rows


def test_a_changed_module_is_a_new_revision_and_keeps_its_units(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    with database.open_session() as session:
        module = modules_of(session, pack(session).id or 0)[0]
        before = {u.text: u.id for u in current_units(session, module.document_id)}
    folders.change(ONE, SENTENCE, EDITED)

    report = folders.load()

    with database.open_session() as session:
        after = current_units(session, module.document_id)
        assert EDITED in module_texts(session)[0]
        assert len(module_texts(session)) == 2
    assert report.loaded == [BENCH]
    assert {unit.id for unit in after} == set(before.values())
    assert not {unit.text for unit in after} <= before.keys()


def test_a_module_that_is_taken_out_is_withdrawn_and_can_come_back(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    second = folders.read(f"{BENCH}/modules/02-cut.md")
    folders.remove(f"{BENCH}/modules/02-cut.md")

    folders.load()
    with database.open_session() as session:
        gone = modules_of(session, pack(session).id or 0)[1]
        assert pack(session).module_count == 1
    folders.write(f"{BENCH}/modules/02-cut.md", second)
    folders.load()

    with database.open_session() as session:
        back = modules_of(session, pack(session).id or 0)[1]
    assert gone.is_withdrawn
    assert not back.is_withdrawn
    assert back.id == gone.id


def test_a_pack_that_is_taken_out_is_withdrawn_and_progress_stays(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    user = person(database, "Ama")
    assert user.id is not None
    with database.transaction() as session:
        done = Completion(
            user_id=user.id,
            pack_key="bench1",
            module_key="m1",
            revision_number=1,
            language="en",
        )
        session.add(done)
    before = counts(database)
    folders.remove(BENCH)
    folders.change("courses/furnish-a-house/course.toml", SLUG, "build-a-table")

    report = folders.load()

    with database.open_session() as session:
        bench = pack(session)
        totals = skill_totals(session, "en")
    after = counts(database)
    assert report.withdrawn == [BENCH]
    assert bench.state == PublicState.WITHDRAWN
    assert bench.withdrawn_reason
    assert totals["project-planning"] == (1, 1)
    assert (PackWithdrawn.name, "bench1") in events(database)
    assert all(after[name] >= before[name] for name in ("module", "unit", "revision"))
    assert after["completion"] == 1


def test_a_folder_that_comes_back_is_the_same_pack_again(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    with database.open_session() as session:
        before = pack(session).id
    folders.rename(BENCH, "set-aside")
    folders.load()
    folders.rename("set-aside", BENCH)

    report = folders.load()

    with database.open_session() as session:
        bench = pack(session)
    assert BENCH in report.loaded
    assert (bench.id, bench.state) == (before, PublicState.PUBLISHED)
    assert bench.withdrawn_reason == ""


def test_a_pack_with_a_successor_is_withdrawn_and_names_it(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    file = f"{TABLE}/pack.toml"
    named = 'successor = "build-a-bench"\nlevel = "'
    folders.change(file, 'level = "', named)

    report = folders.load()
    again = folders.load()

    with database.open_session() as session:
        table = pack(session, "table1")
        found = find_successor(session, table)
    assert report.loaded == [TABLE]
    assert again.loaded == again.withdrawn == []
    assert table.state == PublicState.WITHDRAWN
    assert found == "packs/build-a-bench"
    assert events(database)[-1] == (PackWithdrawn.name, "table1")

    folders.change(file, named, 'level = "')
    folders.load()

    with database.open_session() as session:
        back = pack(session, "table1")
    assert back.state == PublicState.PUBLISHED
    assert (back.withdrawn_reason, back.successor_slug) == ("", None)


def test_a_successor_that_is_withdrawn_too_is_not_offered(
    folders: ContentFolders, database: Database
) -> None:
    file = f"{TABLE}/pack.toml"
    folders.change(file, 'level = "', 'successor = "build-a-bench"\nlevel = "')
    folders.load()
    folders.remove(TABLE)
    folders.remove(BENCH)
    folders.load()

    with database.open_session() as session:
        assert find_successor(session, pack(session, "table1")) == ""


def test_courses_projects_and_organisations_are_withdrawn_and_come_back(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    away = (
        "courses/furnish-a-house",
        "projects/a-bench-2019.toml",
        "organisations/bench-builders.toml",
    )
    for place, name in enumerate(away):
        folders.rename(name, f"away-{place}")
    folders.remove(BENCH)

    withdrawn = folders.load().withdrawn
    for place, name in enumerate(away):
        folders.rename(f"away-{place}", name)
    for name, text in FILES.items():
        folders.write(name, text)
    folders.load()

    assert sorted(withdrawn) == [
        "courses/furnish-a-house",
        BENCH,
        "organisations/bench-builders",
        "projects/a-bench-2019",
    ]
    with database.open_session() as session:
        assert session.scalars(select(Course)).one().state == PublicState.PUBLISHED
        assert not session.scalars(select(Project)).one().is_withdrawn
        assert not session.scalars(select(Organisation)).one().is_withdrawn


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{BENCH}/pack.toml", '"beginner"', '"expert"'),
        (ONE, "::: quiz one", "::: quiz"),
        (ONE, "source:report", "source:nothing"),
        (ONE, "+++\nid", "id"),
    ],
)
def test_a_broken_pack_stays_as_it_was_and_the_others_load(
    folders: ContentFolders, database: Database, file: str, old: str, new: str
) -> None:
    folders.load()
    folders.change(file, old, new)
    folders.change(f"{TABLE}/modules/01-only.md", "shine", "glow")

    report = folders.load()

    with database.open_session() as session:
        assert pack(session).state == PublicState.PUBLISHED
        assert SENTENCE in module_texts(session)[0]
        assert "glow" in module_texts(session, "table1")[0]
    assert report.loaded == [TABLE]
    assert report.withdrawn == []
    assert read_library(folders.root).problems


def test_a_broken_file_takes_nothing_that_runs_away(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    for name in FILES:
        if name.endswith(".toml") and "media" not in name:
            folders.write(name, "broken")

    report = folders.load()

    assert (report.loaded, report.withdrawn) == ([], [])


class FullDisk(FolderStorage):
    """A media folder with no room for captions."""

    def put(self, key: str, source: BinaryIO, *, only_new: bool = False) -> None:
        """Store everything else."""
        if key.endswith(".vtt"):
            raise OSError(28, "No space left on device")
        super().put(key, source)


def test_a_fault_in_the_middle_of_a_pack_leaves_it_as_it_was(
    folders: ContentFolders, database: Database, tmp_path: Path
) -> None:
    """The texts were written when the media failed: all of it is taken back."""
    folders.load()
    folders.change(ONE, SENTENCE, EDITED)
    folders.change(f"{BENCH}/media/look.en.vtt", "Look", "Look well")
    folders.change(f"{TABLE}/modules/01-only.md", "shine", "glow")
    before = counts(database)
    folders.storage = FullDisk(tmp_path / "full")

    report = folders.load()

    with database.open_session() as session:
        assert SENTENCE in module_texts(session)[0]
        assert "glow" in module_texts(session, "table1")[0]
    after = counts(database)
    assert report.failed == [f"{BENCH}: OSError"]
    assert (report.loaded, report.withdrawn) == ([TABLE], [])
    assert after["revision"] == before["revision"] + 1
    assert after["media_file"] == before["media_file"]
    folders.storage = FolderStorage(tmp_path / "mended")
    assert folders.load().loaded == [BENCH]


def test_a_first_load_with_a_fault_leaves_nothing_of_that_pack(
    folders: ContentFolders, database: Database, tmp_path: Path
) -> None:
    folders.storage = FullDisk(tmp_path / "full")

    report = folders.load()

    with database.open_session() as session:
        assert find_pack_by_key(session, "bench1") is None
        assert session.scalars(select(Module)).all()
    assert report.failed == [f"{BENCH}: OSError"]


def test_a_content_folder_that_is_not_there_withdraws_nothing(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    folders.remove("learning_packs")
    for shelf in ("courses", "projects", "organisations"):
        folders.remove(shelf)

    report = folders.load()

    assert report.withdrawn == []
    with database.open_session() as session:
        assert pack(session).state == PublicState.PUBLISHED


def test_totals_that_a_killed_load_left_behind_are_mended(
    folders: ContentFolders, database: Database
) -> None:
    folders.load()
    with database.transaction() as session:
        for total in session.scalars(select(SkillTotal)):
            session.delete(total)

    folders.load()

    with database.open_session() as session:
        assert skill_totals(session, "en")["project-planning"] == (2, 2)
