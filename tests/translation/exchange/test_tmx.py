"""Translation memories come and go as TMX, as a stream."""

import io
import tracemalloc
from collections.abc import Iterable, Iterator

import pytest
from translate.storage.tmx import tmxfile

from app.translation.catalogs import CatalogError
from app.translation.exchange.tmx import MemoryUnit, read_tmx, write_tmx
from tests.translation.mutants import FEW, MANY, mutants, read_each

UNITS = [
    MemoryUnit("en", {"en": "One <b> & {1}\n", "fr": "Un <b> & {1}\n"}, "abcd2345"),
    MemoryUnit("sw", {"sw": "Moja", "zh-min-nan": "Chi̍t", "dag": "Yini"}),
    MemoryUnit("en", {"en": "\u200f \u202e “x”", "ar": "\u200f \u202e «س»"}),
]
PIECES = [
    *(b"<tu>", b"</tu>", b"<seg>", b"</seg>", b"<tuv", b"xml:lang", b'"en"', b"&x;"),
    *(b"<!DOCTYPE x>", b"<![CDATA[", b"<bpt i='1'>", b"\x00", b"\xff", b"<", b'"'),
]


def written(units: Iterable[MemoryUnit] = UNITS) -> bytes:
    return b"".join(write_tmx("en", units))


def read(data: bytes) -> list[MemoryUnit]:
    return list(read_tmx(io.BytesIO(data)))


def test_what_is_written_reads_the_same_and_writes_the_same_bytes() -> None:
    found = read(written())

    assert found == UNITS
    assert written(found) == written()


def test_another_program_reads_the_pairs() -> None:
    store = tmxfile.parsestring(written(UNITS[:1]), "en", "fr")

    assert store.translate("One <b> & {1}\n") == "Un <b> & {1}\n"


def test_what_another_program_wrote_is_read() -> None:
    store = tmxfile(sourcelanguage="en", targetlanguage="fr")
    store.addtranslation("One", "en", "Un", "fr")

    assert read(bytes(store)) == [MemoryUnit("en", {"en": "One", "fr": "Un"})]


def test_codes_in_a_segment_are_text_and_regions_find_their_language() -> None:
    data = (
        b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">'
        b'<header srclang="en-US"/><body><tu><tuv xml:lang="EN-US"><seg>'
        b'See <bpt i="1">[</bpt>it<ept i="1">]</ept></seg></tuv>'
        b'<tuv lang="fr_FR"><seg>Voir</seg></tuv>'
        b'<tuv xml:lang="x-none"><seg>?</seg></tuv></tu></body></tmx>'
    )

    assert read(data) == [MemoryUnit("en", {"en": "See [it]", "fr": "Voir"})]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_that_say_so_are_read(encoding: str) -> None:
    text = written(UNITS[:1]).decode().replace("UTF-8", encoding).replace("Un", "Né")

    assert read(text.encode(encoding))[0].texts["fr"].startswith("Né")


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"", 1, "empty"),
        (b"<tbx/>", 1, "not a TMX file"),
        (written()[:-20], 41, "not readable as XML"),
        (b'<!DOCTYPE tmx [\n<!ENTITY a "ha">]>\n<tmx>&a;</tmx>', 2, "entities"),
        (written().replace(b"Moja", b"a" * 200_000), 21, "too long"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(
    data: bytes, line: int, reason: str
) -> None:
    with pytest.raises(CatalogError, match=reason) as refusal:
        read(data)

    assert refusal.value.line == line


def test_memory_does_not_grow_with_the_file() -> None:
    few, many = (_peak(count) for count in (1_000, 20_000))

    assert many < few + 500_000


def _peak(count: int) -> int:
    """Return the most bytes that reading so many units held at a time."""
    tracemalloc.start()
    for _ in read_tmx(_Endless(count)):  # type: ignore[arg-type]
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


class _Endless:
    """A file that is made while it is read."""

    def __init__(self, count: int) -> None:
        self._pieces: Iterator[bytes] = write_tmx("en", (UNITS[0],) * count)

    def read(self, _size: int) -> bytes:
        return next(self._pieces, b"")


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_mutated_files_are_units_or_errors_and_never_anything_else(count: int) -> None:
    kept, lines = read_each(mutants(written(), count, PIECES), read, CatalogError)

    assert 0 < kept < count, "some can be read and some cannot"
    assert len(lines) > 10, "errors say where"
