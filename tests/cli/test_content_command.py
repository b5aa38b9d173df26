"""`passalong content`: what it says, what it does, how it ends."""

from pathlib import Path

from app.packs.queries import find_pack_by_key
from app.platform.storage import FolderStorage
from tests.cli.conftest import Run
from tests.factories.library import BENCH, FILES, ContentFolders


def test_sound_content_passes_the_check(
    passalong: Run, folders: ContentFolders
) -> None:
    ended = passalong("content", "check", str(folders.root))

    assert ended.exit_code == 0
    assert ended.output == (
        "2 packs, 1 courses, 1 projects, 1 organisations: no problems.\n"
    )


def test_a_fault_is_printed_and_the_check_fails(
    passalong: Run, folders: ContentFolders
) -> None:
    folders.change(f"{BENCH}/pack.toml", '"beginner"', '"expert"')

    ended = passalong("content", "check", str(folders.root))

    assert ended.exit_code == 1
    assert ended.output.startswith(f"{BENCH}/pack.toml:7: level: this must be")
    assert "See docs/pack-format.md." in ended.output
    assert ended.output.endswith(": 1 problem.\n")


def test_the_check_needs_no_database(passalong: Run, folders: ContentFolders) -> None:
    folders.database.close()

    assert passalong("content", "check", str(folders.root)).exit_code == 0


def test_loading_says_what_changed(passalong: Run, folders: ContentFolders) -> None:
    first = passalong("content", "load")
    folders.remove("courses")
    second = passalong("content", "load")

    assert first.exit_code == second.exit_code == 0
    assert f"loaded {BENCH}\n" in first.output
    assert first.output.endswith("5 loaded, 0 unchanged.\n")
    assert (
        second.output == "withdrawn courses/furnish-a-house\n0 loaded, 4 unchanged.\n"
    )


def test_loading_with_a_broken_pack_loads_the_others_and_fails(
    passalong: Run, folders: ContentFolders
) -> None:
    folders.change(f"{BENCH}/pack.toml", '"beginner"', '"expert"')

    ended = passalong("content", "load")

    assert ended.exit_code == 1
    assert "loaded learning_packs/build-a-table" in ended.output
    assert f"{BENCH}/pack.toml:7:" in ended.output


def test_loading_into_a_database_that_is_not_ready_says_what_to_do(
    passalong: Run, folders: ContentFolders
) -> None:
    passalong("db", "downgrade", "base")

    ended = passalong("content", "load")

    assert ended.exit_code == 1
    assert "run `passalong db upgrade` first" in ended.output


def test_what_was_loaded_can_be_written_and_writing_again_changes_nothing(
    passalong: Run, folders: ContentFolders, tmp_path: Path
) -> None:
    passalong("content", "load")
    out = tmp_path / "out"

    first = passalong("content", "export", str(out))
    second = passalong("content", "export", str(out))

    assert first.exit_code == second.exit_code == 0
    assert "build-a-bench: 9 files written." in first.output
    assert "build-a-bench: 0 files written." in second.output
    assert "courses and records: 4 files written." in first.output
    assert "courses and records: 0 files written." in second.output
    for name in FILES:
        assert (out / name).read_bytes() == (folders.root / name).read_bytes()


def test_an_empty_catalog_for_a_new_language_can_be_had(
    passalong: Run, tmp_path: Path
) -> None:
    passalong("content", "load")
    out = tmp_path / "out"
    words = ("content", "export", str(out), "--slug", "build-a-table")

    ended = passalong(*words, "--language", "dag")
    wrong = passalong(*words, "--language", "xx-none")

    catalog = (out / "learning_packs/build-a-table/translations/dag.po").read_text()
    assert ended.exit_code == 0
    assert 'msgid "Build a table"\nmsgstr ""' in catalog
    assert not (out / BENCH).exists()
    assert not (out / "courses").exists()
    assert wrong.exit_code == 1
    assert "There is no language “xx-none”." in wrong.output


def test_a_withdrawn_pack_is_written_only_when_it_is_asked_for(
    passalong: Run, folders: ContentFolders, tmp_path: Path
) -> None:
    passalong("content", "load")
    folders.remove("courses")
    folders.remove(BENCH)
    passalong("content", "load")
    out = tmp_path / "out"

    every = passalong("content", "export", str(out))
    one = passalong("content", "export", str(out), "--slug", "build-a-bench")
    none = passalong("content", "export", str(out), "--slug", "no-pack")

    assert "build-a-bench" not in every.output
    assert "build-a-bench: 9 files written." in one.output
    assert none.exit_code == 1
    assert "There is no such pack." in none.output


def test_a_new_pack_is_begun_checked_and_loaded(
    passalong: Run, folders: ContentFolders
) -> None:
    words = ("content", "new-pack", "grow-a-tree", "--title", "Grow a tree")

    ended = passalong(*words, "--skill", "scaling")
    again = passalong(*words, "--skill", "scaling")
    checked = passalong("content", "check", str(folders.root))
    passalong("content", "load")

    assert ended.exit_code == 0
    assert again.exit_code == 1
    assert "is already there" in again.output
    assert checked.exit_code == 0, checked.output
    key = folders.read("learning_packs/grow-a-tree/pack.toml").split('"')[1]
    with folders.database.open_session() as session:
        assert find_pack_by_key(session, key)


def test_a_new_pack_with_a_wrong_name_or_skill_is_not_begun(
    passalong: Run, folders: ContentFolders
) -> None:
    name = passalong(
        "content", "new-pack", "../Out", "--title", "T", "--skill", "scaling"
    )
    skill = passalong(
        "content", "new-pack", "grow", "--title", "T", "--skill", "flying"
    )

    assert (name.exit_code, skill.exit_code) == (1, 1)
    assert "lower-case words with hyphens" in name.output
    assert "There is no such skill" in skill.output
    assert not (folders.root / "learning_packs/grow").exists()
    assert FolderStorage(folders.root).exists(f"{BENCH}/pack.toml")


def test_what_cannot_be_stored_is_told_and_the_rest_is_loaded(
    passalong: Run, folders: ContentFolders
) -> None:
    """The media folder cannot be made: a file is where it should be."""
    folders.storage.folder.write_text("in the way")

    ended = passalong("content", "load")

    assert ended.exit_code == 1
    assert "could not load learning_packs/build-a-bench: " in ended.output
    assert "loaded learning_packs/build-a-table" in ended.output
