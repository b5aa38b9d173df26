"""Catalogs travel as XLIFF 2.0 as they do as PO: nothing is lost on the way."""

import pytest
from translate.storage.xliff2 import Xliff2File

from app.platform.languages import find_language
from app.translation.catalogs import (
    MAX_CATALOG_BYTES,
    CatalogEntry,
    CatalogError,
    UnitCatalog,
)
from app.translation.exchange.xliff import read_xliff, write_xliff
from tests.translation.mutants import FEW, MANY, mutants, read_each
from tests.translation.test_catalogs import EVERYTHING, ODD, QUOTED

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE xliff [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<xliff version="2.0" srcLang="en" trgLang="fr"><file id="f"><unit id="u"><segment>
<source>&c;</source></segment></unit></file></xliff>"""
PIECES = [
    *(b"<source>", b"</source>", b"</unit>", b"<unit", b'id="units"', b"&#0;", b"&x;"),
    *(b"<![CDATA[", b"<!DOCTYPE x>", b"<!--", b'<ph id="1"/>', b'<cp hex="D800"/>'),
    *(b'hex="1FFFFFF"', b"<segment>", b"\x00", b"\xff", b"<x:y/>", b'"', b">", b"&"),
    b'<?xml version="1.1" encoding="utf-7"?>',
]


def xliff(unit: str, *, version: str = "2.0") -> bytes:
    return (
        f'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="{version}"'
        f' srcLang="en" trgLang="fr"><file id="f">\n{unit}\n</file></xliff>'
    ).encode()


def unit(source: str, target: str, attributes: str = "") -> str:
    return (
        f'<unit id="u1" name="m1/a"><segment{attributes}>\n<source>{source}</source>'
        f"<target>{target}</target></segment></unit>"
    )


def test_what_is_written_reads_the_same() -> None:
    read = read_xliff(write_xliff(EVERYTHING))

    assert read.language == "zh-min-nan"
    assert read.entries == EVERYTHING.entries
    assert read.obsolete == EVERYTHING.obsolete
    assert EVERYTHING.headers.items() <= read.headers.items()


def test_writing_what_was_read_gives_the_same_bytes() -> None:
    written = write_xliff(EVERYTHING)

    assert write_xliff(read_xliff(written)) == written


def test_characters_that_xml_cannot_hold_and_variables_come_back() -> None:
    odd = f"{ODD}{QUOTED}\x00\x1f\r\n\ufffe {{1}} [{{2}}]({{1}}) <b> & ]]> {{name}}"
    catalog = UnitCatalog("ar", {}, (CatalogEntry("m1/a", odd, odd),))

    written = write_xliff(catalog)

    assert read_xliff(written).entries == catalog.entries
    assert b'<ph id="1" equiv="{1}"/>' in written
    assert b'trgDir="rtl"' in written


def test_another_program_reads_the_same_entries() -> None:
    store = Xliff2File.parsestring(write_xliff(EVERYTHING))

    found = {
        one.getid().rpartition("\x04")[2]: (one.source, one.target, one.isfuzzy())
        for one in store.units
    }

    assert found["m1.dddddddd"] == ("Rough.", "Rough?", True)
    assert found["m1.ffffffff"] == ("Same", "Same 1", False)
    assert len(found) == len(EVERYTHING.entries) + len(EVERYTHING.obsolete)
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en", "nan")


def test_what_another_program_wrote_is_read() -> None:
    store = Xliff2File(sourcelanguage="en", targetlanguage="fr")
    added = store.addsourceunit("One [sentence]({1}).")
    added.setid("m1.a")
    added.target = "Une [phrase]({1})."

    read = read_xliff(bytes(store))

    assert read.language == "fr"
    assert [(e.source, e.text, e.is_fuzzy) for e in read.entries] == [
        ("One [sentence]({1}).", "Une [phrase]({1}).", False)
    ]


def test_segments_of_a_unit_are_one_text_and_a_variable_is_known_by_its_id() -> None:
    data = xliff(
        '<unit id="u1" name="m1/a"><segment><source>One. <ph id="7" equiv="{1}"/>'
        '</source><target>Un. <ph id="7"/></target></segment><segment state="final">'
        "<source> Two.</source><target> Deux.</target></segment></unit>"
    )

    [entry] = read_xliff(data).entries

    assert (entry.source, entry.text) == ("One. {1} Two.", "Un. {1} Deux.")
    assert (entry.context, entry.is_fuzzy) == ("m1/a", False)


def test_a_segment_that_was_put_back_to_initial_is_doubtful() -> None:
    [entry] = read_xliff(xliff(unit("One", "Un", ' state="initial"'))).entries

    assert entry.is_fuzzy


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 1, "empty"),
        (b"GIF89a", 1, "not readable as XML"),
        (b"<html>\n</html>", 1, "not an XLIFF file"),
        (xliff("", version="1.2"), 1, "only XLIFF 2"),
        (xliff(unit("One", "Un"))[:-30], 3, "not readable as XML"),
        (
            xliff(unit("One", "Un").replace("Un", "U\xe9")).replace(b"\xc3", b""),
            3,
            "XML",
        ),
        (xliff(unit("One", "Un") * 2), 3, "stands twice"),
        (xliff(unit("One", '<cp hex="D800"/>')), 3, "no such number"),
        (xliff(unit("One", "a" * 200_000)), 3, "too long"),
        (xliff("<group>" * 100 + "</group>" * 100), 2, "too deep"),
        (BOMB, 3, "entities"),
        (BOMB.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"'), 3, "entities"),
        (b'<?xml version="1.0" encoding="nothing"?>\n<xliff/>', 1, "XML"),
        (bytes(MAX_CATALOG_BYTES + 1), 1, "larger than 16 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(
    data: bytes, line: int, reason: str
) -> None:
    with pytest.raises(CatalogError, match=reason) as refusal:
        read_xliff(data)

    assert refusal.value.line == line


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_mutated_files_are_catalogs_or_errors_and_never_anything_else(
    count: int,
) -> None:
    found = mutants(write_xliff(EVERYTHING), count, PIECES)

    kept, lines = read_each(found, read_again, CatalogError)

    assert 0 < kept < count, "some can be read and some cannot"
    assert len(lines) > 20, "errors say where"


def read_again(data: bytes) -> None:
    """Read a file; what could be read can be written and read again."""
    read = read_xliff(data)
    language = find_language(read.language)
    if language is not None and language.code == read.language:
        again = read_xliff(write_xliff(read))
        assert again.entries == read.entries
