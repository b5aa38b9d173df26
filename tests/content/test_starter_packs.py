"""What we ship keeps what we promise: twelve packs, three courses, their words."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from app.content.export import export_pack
from app.content.module_files import ModuleFile
from app.content.reading import PackFolder
from app.content.record_export import export_records
from app.media.captions import read_cues
from app.packs.models import Course, Pack, PackLanguage
from app.packs.skills import TOP_SKILLS
from app.platform.db import Database
from app.platform.storage import FolderStorage
from app.texts.blocks import (
    Checklist,
    Evidence,
    Goals,
    Lesson,
    Media,
    Quiz,
    TryIt,
    Worksheet,
)
from app.texts.lessons import LessonSource, build_lesson
from app.translation.catalogs import ORIGIN, REVIEWED
from app.translation.models import Origin, Translation, TranslationState
from tests.conventions.sources import ROOT
from tests.databases import Databases, starter_library

LANGUAGES = {"fr", "ar", "sw"}
WHOLE = {
    "run-a-partnership",
    "welcome-newcomers",
    "write-a-report-people-learn-from",
}
PARTLY = {"plan-a-project", "run-an-edit-a-thon", "write-a-grant-proposal"}
SLUGS = sorted(path.parent.name for path in ROOT.glob("learning_packs/*/pack.toml"))
CAPTIONS = sorted(ROOT.glob("learning_packs/*/media/*.vtt"))
MAX_CUE_LINES, MAX_CUE_CHARACTERS = 2, 42


@cache
def lessons(slug: str) -> list[tuple[ModuleFile, Lesson]]:
    modules = starter_library().packs[slug].modules
    return [(module, build_lesson(LessonSource(module.body))) for module in modules]


def pack(slug: str) -> PackFolder:
    return starter_library().packs[slug]


def test_there_are_twelve_packs_and_three_courses() -> None:
    assert len(starter_library().packs) == 12
    assert len(starter_library().courses) == 3


def test_each_skill_set_has_a_pack_that_is_about_it() -> None:
    main = {pack(slug).fields.skills[0] for slug in SLUGS}

    assert {skill.slug for skill in TOP_SKILLS} <= main


def test_there_are_packs_on_partnerships_onboarding_and_lasting_projects() -> None:
    taught = set(chain.from_iterable(pack(slug).fields.skills for slug in SLUGS))

    assert {"partnerships", "onboarding", "scaling", "sustainability"} <= taught


@pytest.mark.parametrize("slug", SLUGS)
def test_a_pack_has_three_to_five_modules_of_both_kinds(slug: str) -> None:
    modules = pack(slug).modules

    assert 3 <= len(modules) <= 5
    assert {module.fields.kind.value for module in modules} == {"training", "hands-on"}
    assert all(10 <= module.fields.minutes <= 30 for module in modules)
    assert all(module.fields.checked for module in modules)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_module_says_first_what_people_can_do_afterwards(slug: str) -> None:
    for module, lesson in lessons(slug):
        assert isinstance(lesson.blocks[0], Goals), module.file


@pytest.mark.parametrize("slug", SLUGS)
def test_every_module_asks_two_questions_and_answers_every_choice(slug: str) -> None:
    for module, lesson in lessons(slug):
        quizzes = [block for block in lesson.blocks if isinstance(block, Quiz)]
        assert len(quizzes) >= 2, module.file
        for quiz in quizzes:
            for option in quiz.options:
                assert "".join(piece.text for piece in option.feedback), module.file
            if quiz.kind == "text":
                assert quiz.otherwise, module.file


@pytest.mark.parametrize("slug", SLUGS)
def test_every_pack_shows_evidence_and_lists_the_source_of_each(slug: str) -> None:
    sources = {source.id: source for source in pack(slug).fields.sources}
    cited = [
        block.source
        for _, lesson in lessons(slug)
        for block in lesson.blocks
        if isinstance(block, Evidence)
    ]

    assert len(cited) >= len(pack(slug).modules)
    assert set(cited) <= sources.keys()
    for source in sources.values():
        assert source.title
        assert source.shows
        assert source.url.startswith(("https://", "http://"))


@pytest.mark.parametrize("slug", SLUGS)
def test_no_source_is_listed_that_nothing_cites(slug: str) -> None:
    text = "\n".join(module.body for module in pack(slug).modules)

    for source in pack(slug).fields.sources:
        assert re.search(rf"source[=:]{source.id}\b", text), source.id


@pytest.mark.parametrize("slug", SLUGS)
def test_every_pack_has_something_to_tick_to_try_and_to_repeat(slug: str) -> None:
    blocks = [block for _, lesson in lessons(slug) for block in lesson.blocks]
    last = lessons(slug)[-1][1].blocks
    repeats = [b for b in blocks if isinstance(b, Checklist) and b.is_repeat]

    assert any(isinstance(block, Checklist) for block in blocks)
    assert any(isinstance(block, TryIt) for block in blocks)
    assert len(repeats) == 1
    assert repeats[0] in last


@pytest.mark.parametrize("slug", SLUGS)
def test_every_pack_is_built_from_a_real_project(slug: str) -> None:
    assert pack(slug).fields.projects


def test_every_project_says_where_each_statement_comes_from() -> None:
    projects = starter_library().projects

    assert len(projects) >= 12
    for slug, project in projects.items():
        fields = project.fields
        assert fields.sources, slug
        known = {source.id for source in fields.sources}
        cited = {person.source for person in fields.people}
        cited |= {finding.source for finding in (*fields.worked, *fields.failed)}
        cited |= {number.source for number in fields.numbers}
        assert cited <= known, slug


def test_every_organisation_has_a_public_source() -> None:
    for slug, organisation in starter_library().organisations.items():
        assert organisation.fields.source_title, slug
        assert organisation.fields.source_url.startswith("http"), slug


def test_everything_is_free_to_reuse_and_the_licences_are_here() -> None:
    licences = {found.fields.licence for found in starter_library().packs.values()}
    licences |= {found.fields.licence for found in starter_library().courses.values()}
    media = [group for slug in SLUGS for group in pack(slug).media]

    assert licences == {"CC-BY-SA-4.0"}
    assert {group.fields.licence for group in media} == {"CC-BY-SA-4.0"}
    assert all(group.fields.author for group in media)
    assert "Attribution-ShareAlike" in (ROOT / "LICENSES/CC-BY-SA-4.0.txt").read_text()
    assert "GNU AFFERO GENERAL PUBLIC" in (ROOT / "LICENSE").read_text()


# Video and sound.


def test_one_video_and_one_sound_piece_are_shown_and_small() -> None:
    shown = {
        (block.kind, slug)
        for slug in SLUGS
        for _, lesson in lessons(slug)
        for block in lesson.blocks
        if isinstance(block, Media)
    }
    kinds = {kind: slug for kind, slug in shown}  # noqa: C416 (by kind)
    files = [
        group.folder / variant.file
        for slug in kinds.values()
        for group in pack(slug).media
        for variant in group.fields.files
    ]

    assert set(kinds) == {"video", "audio"}
    assert sum(file.stat().st_size for file in files) <= 3_000_000


def test_the_video_can_be_had_large_or_small_in_two_formats_with_a_poster() -> None:
    [group] = [g for s in SLUGS for g in pack(s).media if g.fields.kind == "video"]
    variants = {(v.type, v.height) for v in group.fields.files}

    assert {(t, h) for t in ("video/webm", "video/mp4") for h in (240, 480)} <= variants
    assert 60 <= group.fields.duration <= 120
    assert [path.suffix for path in group.posters] == [".jpg"]


@pytest.mark.parametrize("kind", ["video", "audio"])
def test_what_is_said_can_be_read_in_four_languages(kind: str) -> None:
    [group] = [g for s in SLUGS for g in pack(s).media if g.fields.kind == kind]

    assert {p.name.split(".")[-2] for p in group.captions} == LANGUAGES | {"en"}
    assert set(group.fields.machine_translated) == LANGUAGES


@pytest.mark.parametrize("path", CAPTIONS, ids=lambda path: path.name)
def test_captions_fit_on_a_small_screen_and_do_not_overlap(path: Path) -> None:
    text = path.read_text()
    cues = read_cues(text)
    blocks = [
        block.split("\n") for block in text.strip().split("\n\n") if "-->" in block
    ]
    shown = [block[block.index(next(filter(is_time, block))) + 1 :] for block in blocks]

    assert len(cues) == len(shown)
    assert all(cue.start < cue.end for cue in cues)
    assert all(first.end <= second.start for first, second in pairwise(cues))
    assert max(map(len, shown)) <= MAX_CUE_LINES
    assert max(len(line) for lines in shown for line in lines) <= MAX_CUE_CHARACTERS


def is_time(line: str) -> bool:
    return "-->" in line


@pytest.mark.parametrize("slug", SLUGS)
def test_every_file_of_a_pack_is_used(slug: str) -> None:
    used = {
        name
        for _, lesson in lessons(slug)
        for block in lesson.blocks
        if (name := _file_of(block))
    }

    for group in pack(slug).media:
        names = {group.name, *(variant.file for variant in group.fields.files)}
        assert names & used, group.name


def _file_of(block: object) -> str:
    if isinstance(block, Media | Worksheet):
        return block.file
    return block.result if isinstance(block, TryIt) else ""


# Translations.


@pytest.fixture(scope="module")
def reading(databases: Databases) -> Iterator[Session]:
    """The starter content, loaded; nothing here changes it."""
    url = databases.copy("starter")
    database = Database(url)
    with database.open_session() as session:
        yield session
    database.close()
    databases.drop(url)


def percents(session: Session, language: str) -> dict[str, int]:
    rows = session.execute(
        select(Pack, PackLanguage)
        .join(PackLanguage, col(PackLanguage.pack_id) == col(Pack.id))
        .where(col(PackLanguage.language) == language)
    )
    return {found.slug: row.percent for found, row in rows}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_three_packs_are_whole_in_this_language_and_three_more_in_part(
    reading: Session, language: str
) -> None:
    found = percents(reading, language)

    assert {slug for slug, percent in found.items() if percent == 100} == WHOLE
    assert {slug for slug, percent in found.items() if 10 <= percent < 100} >= PARTLY


def test_nothing_that_a_machine_translated_is_passed_off_as_reviewed(
    reading: Session,
) -> None:
    catalogs = [c for slug in SLUGS for c in pack(slug).catalogs]
    catalogs += [
        c for course in starter_library().courses.values() for c in course.catalogs
    ]
    rows = reading.execute(select(col(Translation.origin), col(Translation.state)))

    assert {c.headers.get(ORIGIN) for c in catalogs} == {"machine"}
    assert {c.headers.get(REVIEWED) for c in catalogs} == {"no"}
    assert {tuple(row) for row in rows} == {
        (Origin.MACHINE, TranslationState.TRANSLATED)
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_every_entry_of_a_catalog_is_about_a_unit_there_is(slug: str) -> None:
    known = {
        f"{scope}/{unit.id}"
        for scope, units in pack(slug).recorded.items()
        for unit in units
    }

    for catalog in pack(slug).catalogs:
        assert {entry.context for entry in catalog.entries} <= known, catalog.language


@pytest.mark.parametrize("slug", SLUGS)
def test_no_translation_loses_a_link_a_note_or_a_mark_of_its_source(slug: str) -> None:
    broken = [
        f"{catalog.language} {entry.context}"
        for catalog in pack(slug).catalogs
        for entry in catalog.entries
        if entry.text and _targets(entry.text) != _targets(entry.source)
    ]

    assert not broken


def _targets(text: str) -> list[str]:
    return sorted(re.findall(r"\]\(([^)]+)\)|\[\^[^\]]+\]", text))


@pytest.mark.slow
def test_writing_every_pack_gives_the_bytes_it_was_read_from(
    reading: Session, databases: Databases
) -> None:
    storage = FolderStorage(databases.media)
    for slug in SLUGS:
        found = reading.scalars(select(Pack).where(col(Pack.slug) == slug)).one()
        files = export_pack(reading, storage, found)
        folder = ROOT / "learning_packs" / slug
        there = {p.relative_to(folder).as_posix() for p in folder.rglob("*.*")}

        assert set(files) == there, slug
        changed = [n for n, data in files.items() if (folder / n).read_bytes() != data]
        assert changed == [], slug


def test_writing_courses_and_records_gives_the_bytes_they_were_read_from(
    reading: Session,
) -> None:
    files = export_records(reading)

    there = {
        path.relative_to(ROOT).as_posix()
        for shelf in ("courses", "projects", "organisations")
        for path in (ROOT / shelf).rglob("*.*")
    }
    assert set(files) == there
    assert [n for n, data in files.items() if (ROOT / n).read_bytes() != data] == []


def test_courses_lead_through_packs_there_are(reading: Session) -> None:
    audiences = [
        course.fields.audience for course in starter_library().courses.values()
    ]

    assert len(set(audiences)) == 3
    assert len(reading.scalars(select(Course)).all()) == 3
    for course in starter_library().courses.values():
        assert {entry.slug for entry in course.fields.packs} <= set(SLUGS)
