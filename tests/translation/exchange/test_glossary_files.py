"""Glossaries come and go as TBX and as tables."""

import io

import pytest
from translate.storage.tbx import tbxfile

from app.translation.catalogs import MAX_CATALOG_BYTES, CatalogError
from app.translation.exchange.tbx import read_tbx, write_tbx
from app.translation.exchange.term_tables import read_table, write_table
from app.translation.exchange.terms import FileConcept, FileTerm
from app.translation.glossary.status import TermStatus
from tests.translation.mutants import FEW, MANY, mutants, read_each

CONCEPTS = [
    FileConcept(
        "edit-a-thon",
        "An event where people <edit> & learn.",
        (
            FileTerm("en", "edit-a-thon"),
            FileTerm(
                "fr", "atelier d’édition", TermStatus.PREFERRED, "pas « marathon »"
            ),
            FileTerm("fr", "éditathon", TermStatus.ADMITTED),
            FileTerm("fr", "marathon d’édition", TermStatus.FORBIDDEN),
            FileTerm("zh-min-nan", "pian-chi̍p"),
        ),
    ),
    FileConcept("wikidata", "", (FileTerm("en", "Wikidata", TermStatus.KEEP),)),
    FileConcept("odd", '"; \u202e', (FileTerm("ar", '"quoted", \u200f'),)),
]
FORMULAS = FileConcept("f", "=1+1", (FileTerm("en", "@x"), FileTerm("en", "'=y")))
TBX_PIECES = [
    *(b"<term>", b"</term>", b"<tig>", b"</langSet>", b"<termEntry>", b"<note>"),
    *(
        b"<!DOCTYPE x>",
        b"<![CDATA[",
        b"&x;",
        b"\x00",
        b"\xff",
        b"<",
        b'"',
        b"-admn-sts",
    ),
]
TABLE_PIECES = [
    *(b'"', b",", b";", b"\t", b"\r\n", b"\n", b"\x00", b"\xff", b"language", b"term"),
    *(b"preferred", b"fr", b'""', b"'=", b"\xe2\x80\xa8", b"a" * 300),
]


def tbx(concepts: list[FileConcept]) -> bytes:
    return b"".join(write_tbx(concepts))


def read(data: bytes) -> list[FileConcept]:
    return read_tbx(io.BytesIO(data))


def table(*rows: str, head: str = "concept,language,term,status") -> bytes:
    return "\n".join([head, *rows]).encode()


def test_tbx_reads_the_same_and_writes_the_same_bytes() -> None:
    found = read(tbx(CONCEPTS))

    assert found == CONCEPTS
    assert tbx(found) == tbx(CONCEPTS)


def test_a_table_reads_the_same_and_writes_the_same_bytes() -> None:
    found = read_table(write_table([*CONCEPTS, FORMULAS]))

    assert found == [*CONCEPTS, FORMULAS]
    assert write_table(found) == write_table([*CONCEPTS, FORMULAS])


def test_no_cell_of_a_table_begins_a_formula() -> None:
    written = write_table([FORMULAS]).decode("utf-8-sig")

    cells = [cell for row in written.splitlines()[1:] for cell in row.split(",")]

    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]


def test_version_3_of_tbx_is_read() -> None:
    names = [("termEntry", "conceptEntry"), ("langSet", "langSec"), ("tig", "termSec")]
    data = tbx(CONCEPTS).replace(
        b'<martif type="TBX-Basic"',
        b'<tbx style="dca" xmlns="urn:iso:std:iso:30042:ed-2"',
    )
    for old, new in [("martif>", "tbx>"), *names]:
        data = data.replace(old.encode(), new.encode())

    assert read(data) == CONCEPTS


def test_what_others_write_as_version_2_is_read() -> None:
    data = (
        b'<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">'
        b'<martif type="TBX"><text><body>'
        b'<termEntry id="c1"><descripGrp><descrip type="definition">A  box.</descrip>'
        b'</descripGrp><langSet xml:lang="en"><tig><term>box</term></tig></langSet>'
        b'<langSet xml:lang="fr-FR"><tig><term>x</term></tig></langSet>'
        b'<langSet xml:lang="fr"><ntig><termGrp><term>bo&#238;te</term><termNote '
        b'type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termGrp></ntig>'
        b"</langSet></termEntry></body></text></martif>"
    )

    [concept] = read(data)

    assert (concept.key, concept.definition) == ("c1", "A box.")
    assert FileTerm("fr", "boîte", TermStatus.FORBIDDEN) in concept.terms


def test_another_program_reads_the_terms() -> None:
    store = tbxfile.parsestring(tbx(CONCEPTS))

    assert "edit-a-thon" in [unit.source for unit in store.units]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_of_any_spreadsheet_is_read(delimiter: str) -> None:
    data = delimiter.join(["Term", "Language"]) + "\r\n"
    data += delimiter.join(["boîte", "FR"]) + "\r\n\r\n"

    [concept] = read_table(data.encode("utf-8-sig"))

    assert concept.terms == (FileTerm("fr", "boîte"),)


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 1, "must name its columns"),
        (b"a,b\n1,2\n", 1, "must name its columns"),
        (table("c,fr,x,preferred", "c,klingon,x,"), 3, "no language"),
        (table("c,fr,x,perhaps"), 2, "status must be one of"),
        (table("c,fr," + "x" * 300 + ","), 2, "too long"),
        (table("c,fr,x,", 'c,"fr'), 3, "not readable as a table"),
        (table("c,fr,x,") + b"\n\xff\xfe,", 3, "not UTF-8"),
        (bytes(MAX_CATALOG_BYTES + 1), 1, "larger than 16 MB"),
    ],
)
def test_a_table_that_cannot_be_read_says_where_and_why(
    data: bytes, line: int, reason: str
) -> None:
    with pytest.raises(CatalogError, match=reason) as refusal:
        read_table(data)

    assert refusal.value.line == line


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"<tmx/>", 1, "not a TBX file"),
        (b'<!DOCTYPE tbx [\n<!ENTITY a "ha">]>\n<tbx>&a;</tbx>', 2, "entities"),
        (tbx(CONCEPTS).replace(b"Wikidata", b"W" * 300), 22, "too long"),
        (tbx(CONCEPTS)[:-10], 32, "not readable as XML"),
    ],
)
def test_tbx_that_cannot_be_read_says_where_and_why(
    data: bytes, line: int, reason: str
) -> None:
    with pytest.raises(CatalogError, match=reason) as refusal:
        read(data)

    assert refusal.value.line == line


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_mutated_files_are_glossaries_or_errors_and_never_anything_else(
    count: int,
) -> None:
    of_tbx = mutants(tbx(CONCEPTS), count, TBX_PIECES)
    of_tables = mutants(write_table(CONCEPTS), count, TABLE_PIECES)

    read_tbx_files = read_each(of_tbx, read, CatalogError)
    read_tables = read_each(of_tables, read_table, CatalogError)

    for kept, lines in (read_tbx_files, read_tables):
        assert 0 < kept < count, "some can be read and some cannot"
        assert len(lines) > 5, "errors say where"


def test_a_nul_character_is_refused_with_its_line() -> None:
    with pytest.raises(CatalogError) as refused:
        read_table(b"language,term\nen,a\nen,b\0c\n")

    assert (refused.value.line, "NUL" in str(refused.value)) == (3, True)
