"""What is wrong with content is said with its file and line, why, and what to do."""

import re
import time
from pathlib import Path

import pytest

from app.content.library import read_library
from app.content.new_pack import new_pack_files
from tests.databases import starter_library
from tests.factories.library import BENCH, FILES, TABLE, ContentFolders

ONE = f"{BENCH}/modules/01-choose.md"
TWO = f"{BENCH}/modules/02-cut.md"
PACK = f"{BENCH}/pack.toml"
COURSE = "courses/furnish-a-house/course.toml"
PROJECT = "projects/a-bench-2019.toml"
FR = f"{BENCH}/translations/fr.po"
PO = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgctxt "m1/x"\nmsgid "a"\nmsgstr "b"\n'
SENTENCE = re.compile(r"^[^:]+:\d+: .+\. .+\.$", re.DOTALL)


@pytest.fixture
def content(tmp_path: Path) -> ContentFolders:
    # Nothing here needs a database.
    return ContentFolders(tmp_path, None)  # type: ignore[arg-type]


def test_sound_content_has_no_problems(content: ContentFolders) -> None:
    assert content.problems() == []


REPEATS = '[[repeats]]\nproject = "{}"\nsource = "{}"\n\n[[worked]]'
# A file, words in it, what they become, the line of the problem, its reason.
CHANGED = [
    (PROJECT, '"bench-builders"', '"nobody"', 12, "there is no organisation “nobody”"),
    (
        *(PROJECT, "[[worked]]", REPEATS.format("no-bench", "report"), 16),
        "there is no project “no-bench”",
    ),
    (
        *(PROJECT, "[[worked]]", REPEATS.format("a-bench-2019", "report"), 16),
        "comes after this project, or is this one",
    ),
    (
        *(PROJECT, "[[worked]]", REPEATS.format("a-bench-2019", "rumour"), 1),
        "cites sources that are not listed",
    ),
    (PACK, 'title = "Build', "title = Build", 3, "not readable as TOML"),
    (PACK, 'level = "beginner"\n', "", 1, "level: this is missing"),
    (PACK, '"beginner"', '"expert"', 7, "level: this must be one of"),
    (PACK, "licence =", "license =", 8, "license: there is no field"),
    (PACK, '"Build a bench"', '"  "', 3, "title: this is too short"),
    (PACK, '"bench1"', '"Bench"', 1, "id: this is not written"),
    (PACK, '"en"', '"xx-none"', 2, "there is no language “xx-none”"),
    (PACK, '"en"', '"en-xa"', 2, "there is no language “en-xa”"),
    (PACK, '"goal-setting"', '"flying"', 6, "there is no skill “flying”"),
    (PACK, '"a-bench-2019"', '"no-project"', 9, "there is no project “no-project”"),
    (PACK, '"bench-builders"', '"nobody"', 10, "there is no organisation “nobody”"),
    (PACK, "https://example.org", "ftp://example.org", 19, "an address begins"),
    (PACK, "2026-11-20", "2026-02-30", 21, "not readable as TOML"),
    (PACK, 'role = "author"', 'roles = "author"', 14, "roles: there is no field"),
    (PACK, 'level = "', 'successor = "x"\nlevel = "', 7, "there is no pack “x”"),
    (PACK, 'level = "', 'successor = "X"\nlevel = "', 7, "this is not written"),
    (
        PACK,
        'level = "',
        'successor = "build-a-bench"\nlevel = "',
        7,
        "its own successor",
    ),
    (ONE, "+++\nid", "id", 1, "three plus signs"),
    (ONE, "checked =", "checked", 7, "not readable as TOML"),
    (ONE, 'id = "m1"', 'id = "one"', 2, "id: this is not written"),
    (ONE, '"training"', '"reading"', 4, "kind: this must be one of"),
    (ONE, "minutes = 15", "minutes = 900", 5, "minutes: this must be 120 or less"),
    (ONE, "## Look", "# Look", 14, "first level"),
    (ONE, "source:report", "source:nothing", 16, "there is no source “nothing”"),
    (ONE, "source:report", "pack:nothing", 16, "there is no pack “nothing”"),
    (ONE, "source:report", "module:m9", 16, "there is no module “m9”"),
    (ONE, "source:report", "skill:flying", 16, "there is no skill “flying”"),
    (ONE, "source:report", "media:no.pdf", 16, "there is no media “no.pdf”"),
    (ONE, "source:report", "project:none", 16, "there is no project “none”"),
    (ONE, "source:report", "organisation:x", 16, "there is no organisation “x”"),
    (ONE, "source:report", "#s-nowhere", 16, "there is no heading “#s-nowhere”"),
    (ONE, "source:report", "javascript:alert(1)", 16, "a link is not one we allow"),
    (ONE, "source:report", "//example.org", 16, "a link is not one we allow"),
    (ONE, "source:report", "", 16, "a link leads nowhere"),
    (ONE, "organisation:bench-builders", "organisation:x", 19, "there is no organ"),
    (ONE, "four boards", "<b>four</b> boards", 20, "HTML stands in the text"),
    (ONE, "four boards", "![a](media:plan.csv)", 20, "outside a figure block"),
    (ONE, "evidence source=report", "evidence", 18, "has no source"),
    (
        ONE,
        "evidence source=report",
        "evidence source=no",
        18,
        "there is no source “no”",
    ),
    (ONE, "::: evidence source=report", "::: proof", 18, "there is no block “proof”"),
    (ONE, "file=look", "file=film", 23, "there is no media group “film”"),
    (ONE, "quiz one", "quiz maybe", 27, "does not say its kind"),
    (ONE, "- [x] The grey", "- [ ] The grey", 27, "cannot have 0 right options"),
    (ONE, "- [ ] The green", "- [x] The green", 27, "cannot have 2 right options"),
    (ONE, "- [ ] The green", "- The green", 30, "does not say whether it is right"),
    (ONE, "  > Not this one. It was a tree last week.\n", "", 27, "has no feedback"),
    (ONE, "four boards.\n:::\n", "four boards.\n", 22, "inside the evidence block"),
    (TWO, "try-it result=plan.csv", "try-it result=no.csv", 16, "there is no media"),
    (TWO, "minutes=5", "minutes=soon", 16, "minutes must be a whole number"),
    (TWO, "can help\n:::\n", "can help\n", 24, "checklist block is not closed"),
    (TWO, 'id = "m2"', 'id = "m1"', 2, "the id m1 is also in"),
    (COURSE, '"build-a-table"', '"no-pack"', 14, "there is no pack “no-pack”"),
    (COURSE, '["build-a-bench"]', '["other"]', 16, "comes after other, which is not"),
    (COURSE, "note =", 'after = ["build-a-table"]\nnote =', 11, "wait for each other"),
    (COURSE, 'slug = "build-a-table"', 'slug = "build-a-bench"', 14, "stands twice"),
    (COURSE, "organisation = ", 'organisation = "x"\n#', 6, "no organisation “x”"),
    (PROJECT, 'slug = "bench', 'slug = "nobody', 12, "no organisation “nobody"),
    (PROJECT, 'source = "report"', 'source = "no"', 1, "cites sources that are not"),
    (PROJECT, '"2019-03"', '"March"', 7, "a date reads"),
    (f"{BENCH}/media/look.toml", "look.240p", "look.360p", 10, "look.360p.webm is mis"),
    (f"{BENCH}/media/look.en.vtt", "WEBVTT", "CAPTIONS", 1, "not readable as captions"),
    (
        f"{BENCH}/media/plan.toml",
        '"document"',
        '"paper"',
        2,
        "kind: this must be one of",
    ),
]


@pytest.mark.parametrize(
    "case", CHANGED, ids=[f"{Path(c[0]).stem}-{c[4][:30]}" for c in CHANGED]
)
def test_a_fault_is_told_with_its_line_its_reason_and_what_to_do(
    content: ContentFolders, case: tuple[str, str, str, int, str]
) -> None:
    file, old, new, line, reason = case
    content.change(file, old, new)

    found = content.problems()

    told = [problem for problem in found if reason in problem]
    assert told, found
    assert any(problem.startswith(f"{file}:{line}: ") for problem in told), told
    assert all(SENTENCE.match(problem) for problem in found), found


ADDED = [
    (FR, PO + 'msgid "half', 8, "a text does not end with a quotation mark"),
    (FR, PO + PO[35:], 11, "stands twice"),
    (FR, PO.replace('"b"', f'"{"b" * 206}"'), 6, "a wording has 206 characters"),
    (
        FR,
        PO.replace('"a"', f'"{"a" * 9000}"').replace('"b"', f'"{"b" * 10_001}"'),
        6,
        "a wording has 10001 characters",
    ),
    (FR, PO.replace("fr", "ar"), 3, "the catalog says it is “ar”"),
    (FR, b"\xff\xfe" + PO.encode("utf-16-le"), 1, "not UTF-8"),
    (f"{BENCH}/translations/xx.po", PO.replace("fr", "xx"), 1, "no language “xx”"),
    (f"{BENCH}/translations/en.po", PO.replace("fr", "en"), 1, "of the source"),
    (
        f"{BENCH}/media/look.xx.vtt",
        FILES[f"{BENCH}/media/look.en.vtt"],
        1,
        "language “xx",
    ),
    (f"{BENCH}/media/alone.pdf", "%PDF", 1, "nothing says what this file is"),
    (f"{BENCH}/modules/04-gap.md", FILES[TWO], 1, "begin with its place, 03-"),
    (f"{BENCH}/modules/03-Big Name.md", FILES[TWO], 1, "cannot be part of an address"),
    (ONE, FILES[ONE].replace("\n", "\r\n"), 1, "other line ends"),
    (ONE, FILES[ONE] + "a\x00b\n", 35, "other line ends or binary"),
    (ONE, FILES[ONE].encode() + b"caf\xe9\n", 35, "not UTF-8"),
    (ONE, FILES[ONE] + "word " * 60_000, 1, "larger than 256 kB"),
    (ONE, FILES[ONE] + "\n- a" * 2_001, 9, "more than 2,000 pieces"),
    (ONE, "+++\n" + 'a = "b"\n' * 1_300_000 + "+++\n", 1, "larger than 256 kB"),
    (ONE, "+++\na = " + "[" * 50_000 + "\n+++\n", 2, "not readable as TOML"),
    (PACK, "a = " + "{b = " * 5_000, 1, "not readable as TOML"),
    (PACK, "a = " + "9" * 5_000 + "\n", 1, "not readable as TOML"),
    (f"{BENCH}/units.json", "{", 1, "not readable as unit ids"),
    (f"{BENCH}/units.json", "[" * 100_000, 1, "not readable as unit ids"),
    (f"{BENCH}/units.json", '{"m1": [["short", "p", "x"]]}', 1, "not readable as unit"),
    (
        "learning_packs/My Pack/pack.toml",
        FILES[PACK],
        1,
        "cannot be part of an address",
    ),
    ("projects/A_b.toml", FILES[PROJECT], 1, "cannot be part of an address"),
]


@pytest.mark.parametrize(
    ("file", "text", "line", "reason"),
    ADDED,
    ids=[f"{Path(c[0]).name}-{c[3][:24]}" for c in ADDED],
)
def test_a_file_that_is_no_good_is_told(
    content: ContentFolders, file: str, text: str | bytes, line: int, reason: str
) -> None:
    content.write(file, text)

    began = time.process_time()
    found = content.problems()

    told = [problem for problem in found if reason in problem]
    assert told, [problem[:300] for problem in found]
    assert any(problem.startswith(f"{file}:{line}: ") for problem in told), told
    assert time.process_time() - began < 5


def test_projects_do_not_repeat_each_other_in_a_ring(content: ContentFolders) -> None:
    second = "projects/a-bench-2020.toml"
    ours, theirs = (
        REPEATS.format(slug, "report") for slug in ("a-bench-2020", "a-bench-2019")
    )
    content.write(second, FILES[PROJECT].replace("proje1", "proje2"))
    content.change(second, "[[worked]]", theirs)
    assert content.problems() == []

    content.change(PROJECT, "[[worked]]", ours)

    told = [problem for problem in content.problems() if "comes after" in problem]
    assert told[0].startswith(f"{PROJECT}:16: “a-bench-2020” comes after this project")


def test_a_successor_has_none_itself(content: ContentFolders) -> None:
    table = f"{TABLE}/pack.toml"
    content.remove(str(Path(COURSE).parent))
    content.copy(TABLE, "learning_packs/build-a-chair")
    content.change("learning_packs/build-a-chair/pack.toml", '"table1"', '"chair1"')
    content.change(table, 'level = "', 'successor = "build-a-chair"\nlevel = "')
    content.change(PACK, 'level = "', 'successor = "build-a-table"\nlevel = "')

    assert content.problems() == [
        f"{PACK}:7: “build-a-table” has a successor itself. Name “build-a-chair”."
    ]


def test_a_course_does_not_name_a_pack_that_was_replaced(
    content: ContentFolders,
) -> None:
    table = f"{TABLE}/pack.toml"
    content.change(table, 'level = "', 'successor = "build-a-bench"\nlevel = "')

    assert content.problems() == [
        f"{COURSE}:14: “build-a-table” was withdrawn. Name “build-a-bench”."
    ]


def test_missing_files_are_told(content: ContentFolders) -> None:
    content.remove(PACK)
    content.remove(f"{TABLE}/modules/01-only.md")
    content.remove(f"{BENCH}/media/plan.csv")

    found = "\n".join(content.problems())

    assert f"{PACK}:1: the file is missing. Add it." in found
    assert f"{TABLE}/modules:1: there are no modules. Add it." in found
    assert f"{BENCH}/media/plan.toml:8: plan.csv is missing. Add it." in found


def test_things_that_share_an_id_are_all_refused(content: ContentFolders) -> None:
    """Nobody can tell which is the copy, so what runs is left as it is."""
    content.copy(BENCH, "learning_packs/a-copy")

    library = read_library(content.root)

    found = "\n".join(map(str, library.problems))
    copy = "learning_packs/a-copy/pack.toml"
    assert f"{PACK}:1: the id bench1 is also in {copy}" in found
    assert f"{copy}:1: the id bench1 is also in {PACK}" in found
    assert "build-a-bench" not in library.packs
    assert "a-copy" not in library.packs
    assert library.knows("learning_packs", "build-a-bench")


def test_a_record_of_unit_ids_copied_to_another_pack_is_told(
    content: ContentFolders,
) -> None:
    record = f'{{"m1": [["aaaaaaaa", "p", "{"0" * 64}"]]}}'
    content.write(f"{BENCH}/units.json", record)
    content.write(f"{TABLE}/units.json", record)

    found = content.problems()

    assert [p.partition(". ")[0] for p in found] == [
        f"{TABLE}/units.json:1: the unit id aaaaaaaa is also in {BENCH}/units.json"
    ]


def test_a_unit_id_that_stands_twice_is_told_with_its_line(
    content: ContentFolders,
) -> None:
    row = f'  ["aaaaaaaa", "p", "{"0" * 64}"]'
    content.write(f"{BENCH}/units.json", f'{{\n"m1": [\n{row},\n{row}\n]\n}}\n')

    [problem] = content.problems()

    assert problem.startswith(
        f"{BENCH}/units.json:4: the unit id aaaaaaaa stands twice"
    )


def test_one_broken_thing_does_not_make_what_points_to_it_broken(
    content: ContentFolders,
) -> None:
    content.change(PROJECT, 'country = "GH"', 'country = "Ghana"')

    library = read_library(content.root)

    assert len(library.problems) == 1
    assert "build-a-bench" in library.packs


def test_every_fault_of_a_folder_is_told_at_once(content: ContentFolders) -> None:
    content.change(PACK, '"beginner"', '"expert"')
    content.change(PACK, '"en"', '"xx-none"')
    content.change(ONE, "minutes = 15", "minutes = 0")
    content.change(PROJECT, '"2019-03"', '"March"')

    assert len(content.problems()) == 4


def test_a_folder_without_content_is_told(tmp_path: Path) -> None:
    [problem] = read_library(tmp_path).problems

    assert problem.reason == "there is no content here"
    assert problem.file == str(tmp_path)


def test_a_file_no_editor_shows_does_no_harm(content: ContentFolders) -> None:
    content.write(f"{BENCH}/media/.DS_Store", b"\x00\x01")
    content.write("learning_packs/.hidden/pack.toml", "nonsense")
    content.write("learning_packs/readme.txt", "words")

    assert content.problems() == []


def test_a_new_pack_passes_the_check(content: ContentFolders) -> None:
    files = new_pack_files(
        "grow-a-tree", title='Grow a “tree” \\ "now"', skill="problem-solving"
    )
    for name, data in files.items():
        content.write(f"learning_packs/grow-a-tree/{name}", data)

    assert content.problems() == []


@pytest.mark.parametrize(
    ("slug", "skill"),
    [("Grow", "budgeting"), ("../x", "budgeting"), ("grow", "flying")],
)
def test_a_new_pack_needs_a_good_name_and_a_skill_there_is(
    slug: str, skill: str
) -> None:
    with pytest.raises(ValueError, match=r"lower-case words|no such skill"):
        new_pack_files(slug, title="Grow", skill=skill)


@pytest.mark.slow
def test_what_we_ship_is_sound() -> None:
    assert starter_library().problems == []
