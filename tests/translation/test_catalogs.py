"""Catalogs travel as gettext files without losing anything on the way."""

import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest

from app.platform.languages import find_language
from app.translation.catalogs import (
    MAX_CATALOG_BYTES,
    CatalogEntry,
    CatalogError,
    UnitCatalog,
    read_catalog,
    write_catalog,
)
from tests.conventions.sources import ROOT
from tests.services.process import need_program
from tests.translation.mutants import FEW, MANY, mutants, read_each

SHIPPED = sorted(ROOT.glob("*/*/translations/*.po"))
QUOTED = '"quoted" \\back\\ \t tab \\n \u200f \ufeff \xa0'
ODD = '\u2028 \x85 \u200f \ufeff \xa0 \u202e \x0b \x0c "quoted" \\back\\ \t tab \\n'

# What other programs bring back as it was; some odd characters they do not.
EVERYTHING = UnitCatalog(
    "zh-min-nan",
    {"X-Passalong-Document": "pack k7m2x9", "X-Other": "kept é"},
    (
        CatalogEntry("m1/aaaaaaaa", "100% of %s {name}\nLine.", "100 % {x} %d", False),
        CatalogEntry("m1/bbbbbbbb", "Now.", "Then.", True, "Was.\nIt was.", ("item",)),
        CatalogEntry("m1/cccccccc", "Not translated.", ""),
        CatalogEntry("m1/dddddddd", "Rough.", "Rough?", True),
        CatalogEntry("m1/eeeeeeee", QUOTED, QUOTED),
        CatalogEntry("m1/ffffffff", "Same", "Same 1"),
        CatalogEntry("m1/gggggggg", "Same", "Same 2"),
        CatalogEntry("m1/hhhhhhhh", "long " * 200, "lang " * 200),
        CatalogEntry(
            "m1/iiiiiiii",
            "Seen at work.",
            "Gesehen.",
            comments=("item", "{1}: a link"),
            notes=("First note.", "Is it | this?"),
            location="packs/seen/1:7 packs/seen/2",
        ),
    ),
    (
        CatalogEntry("m1/yyyyyyyy", "Gone.", "Weg."),
        CatalogEntry("m1/zzzzzzzz", "Gone too.", "Auch weg.", True, "Before.", ("p",)),
    ),
)


def entry_text(context: str = "m1/a", source: str = "One", text: str = "Un") -> str:
    return f'\nmsgctxt "{context}"\nmsgid "{source}"\nmsgstr "{text}"\n'


def po(*entries: str, language: str = "fr") -> bytes:
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    return (head + "".join(entries)).encode()


def test_what_is_written_reads_the_same() -> None:
    written = write_catalog(EVERYTHING)
    read = read_catalog(written)

    assert read.language == "zh-min-nan"
    assert read.entries == EVERYTHING.entries
    assert read.obsolete == EVERYTHING.obsolete
    assert EVERYTHING.headers.items() <= read.headers.items()


def test_odd_characters_come_back_as_they_were() -> None:
    odd = (CatalogEntry(f"m1/{ODD}", ODD, ODD, True, ODD),)

    assert read_catalog(write_catalog(UnitCatalog("fr", {}, odd))).entries == odd


def test_writing_what_was_read_gives_the_same_bytes() -> None:
    written = write_catalog(EVERYTHING)

    assert write_catalog(read_catalog(written)) == written


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_a_shipped_catalog_is_written_as_it_is(path: Path) -> None:
    data = path.read_bytes()

    assert write_catalog(read_catalog(data)) == data


def test_gettext_accepts_what_is_written(tmp_path: Path) -> None:
    msgfmt = need_program("msgfmt", package="gettext")
    files = [tmp_path / "everything.po", *SHIPPED[:3]]
    files[0].write_bytes(write_catalog(EVERYTHING))

    for path in files:
        command = [msgfmt, "--check", "--output-file", "/dev/null", str(path)]
        checked = subprocess.run(command, capture_output=True, text=True, check=False)

        assert checked.returncode == 0, checked.stderr
        assert "fatal" not in checked.stderr


def test_polib_reads_what_is_written_and_writes_what_we_read() -> None:
    opened = polib.pofile(write_catalog(EVERYTHING).decode())

    again = read_catalog(str(opened).encode())

    assert opened.metadata["X-Other"] == "kept é"
    assert opened[1].previous_msgid == "Was.\nIt was."
    assert again.entries == EVERYTHING.entries
    assert {entry.source for entry in again.obsolete} == {"Gone.", "Gone too."}


def test_msgmerge_of_gettext_keeps_our_entries(tmp_path: Path) -> None:
    """Translators and platforms run it; contexts, texts and headers come through."""
    msgmerge = need_program("msgmerge", package="gettext")
    ours, template = tmp_path / "ours.po", tmp_path / "new.po"
    ours.write_bytes(write_catalog(EVERYTHING))
    emptied = tuple(replace(e, text="", is_fuzzy=False) for e in EVERYTHING.entries)
    template.write_bytes(write_catalog(replace(EVERYTHING, entries=emptied)))

    command = [msgmerge, "--previous", "--no-wrap", "--quiet", str(ours), str(template)]
    merged = subprocess.run(command, capture_output=True, check=True).stdout
    read = read_catalog(merged)

    texts = {entry.context: entry.text for entry in read.entries}
    assert texts == {entry.context: entry.text for entry in EVERYTHING.entries}
    assert read.headers["X-Other"] == "kept é"
    assert read.obsolete[1].previous == "Before."


def test_percent_signs_and_braces_are_words_and_no_formats() -> None:
    assert b"format" not in write_catalog(EVERYTHING)


def test_codes_that_babel_refuses_are_kept() -> None:
    for code in ("zh-min-nan", "be-tarask", "dag", "ff-adlm", "mos"):
        language = find_language(code)
        assert language is not None

        read = read_catalog(write_catalog(UnitCatalog(language.code, {})))

        assert read.language == language.code
        assert read.headers["Plural-Forms"] == language.plural_forms


def test_our_own_language_header_wins_over_what_tools_make_of_it() -> None:
    data = po().replace(
        b'"Language: fr', b'"X-Passalong-Language: dag\\n"\n"Language: fr'
    )

    assert read_catalog(data).language == "dag"


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (po(entry_text(), entry_text(text="Deux")), 10, "stands twice"),
        (
            po(entry_text()) + b'msgid "b"\nmsgid "c"\n',
            8,
            "no line for its translation",
        ),
        (po(entry_text()).replace(b'"Un"', b"Un"), 7, "quotation mark"),
        (po(entry_text()) + b'msgid "half', 8, "not end with a quotation mark"),
        (po(entry_text())[:-3], 7, "not end with a quotation mark"),
        (po(entry_text()) + b'#~ msgid "a"\n#~ msgstr "b', 9, "quotation mark"),
        (po(entry_text(text="a \\")), 7, "not end with a quotation mark"),
        (po() + b"\nhello\n", 5, "not readable as gettext"),
        (po('\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'), 5, "plural"),
        (po(entry_text()) + b"\n# caf\xe9\n", 9, "not UTF-8"),
        (b"\x00\x01\x02\xff\xfe", 1, "not UTF-8"),
        (b"GIF89a", 1, "not readable as gettext"),
        (b"<html>\n</html>", 1, "not readable as gettext"),
    ],
)
def test_a_catalog_that_cannot_be_read_says_where_and_why(
    data: bytes, line: int, reason: str
) -> None:
    with pytest.raises(CatalogError, match=reason) as refusal:
        read_catalog(data)

    assert refusal.value.line == line


@pytest.mark.parametrize("data", [b"", b"\n\n", b"# only a comment\n", b"\xef\xbb\xbf"])
def test_an_empty_catalog_has_no_entries(data: bytes) -> None:
    assert read_catalog(data).entries == ()


def test_a_file_beyond_the_limit_is_refused_without_being_read() -> None:
    with pytest.raises(CatalogError, match="larger than 16 MB"):
        read_catalog(bytes(MAX_CATALOG_BYTES + 1))


def test_a_catalog_cut_off_anywhere_is_a_catalog_or_an_error() -> None:
    data = write_catalog(EVERYTHING)

    cut = [data[:end] for end in range(0, len(data), 7)]
    assert read_each(cut, read_again, CatalogError)[0] > 1


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_mutated_catalogs_are_catalogs_or_errors_and_never_anything_else(
    count: int,
) -> None:
    data = SHIPPED[0].read_bytes()[:6_000] + write_catalog(EVERYTHING)

    kept, lines = read_each(mutants(data, count, PIECES), read_again, CatalogError)

    assert 0 < kept < count, "some can be read and some cannot"
    assert len(lines) > 20, "errors say where"


def read_again(data: bytes) -> None:
    """Read a file; what could be read can be written and read again."""
    read = read_catalog(data)
    language = find_language(read.language)
    if language is not None and language.code == read.language:
        again = read_catalog(write_catalog(read))
        assert again.entries == read.entries


PIECES = [
    *(b'"', b"\\", b"\n", b"\x00", b"\xff", b"\r", b"\xe2\x80\xa8", b"#~ ", b"#| "),
    *(b"msgid ", b'msgctxt "', b"#, fuzzy\n", b'msgid_plural "x"\n', b"msgstr", b"\\n"),
    *(b'#~| msgid "x"\n', b"#: a:1\n", b"#: \xe2\x81\xa8a b\n", b'domain "x"\n'),
    *(b'msgstr[1] "x"\n', b"# note\n", b"#.\n", b"\n\n", b'msgstr[999999999] "x"\n'),
    b'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-7\\n"\n',
]
