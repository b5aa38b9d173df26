"""What parsers cannot read is told in sentences of ours, with what they said behind."""

import io

import pytest

from app.authoring.importing.safe_yaml import YamlError, read_yaml
from app.platform.told import SOMETHING, Told, fault, raw_of
from app.texts.segments import FrontMatterError, read_toml
from app.translation.catalogs import CatalogError
from app.translation.exchange.po import read_po
from app.translation.exchange.safe_xml import Reading, read_xml
from app.translation.exchange.term_tables import read_table

TOML = [
    ("title = Build", "put text between quotation marks"),
    ("a = 2026-02-30", "there is no such date"),
    ("checked\n", "an equals sign is missing"),
    ('a = "x\nb = 1', "a quotation mark is missing"),
    ('a = "x', "a quotation mark is missing"),
    ("a = 'x\nb", "a quotation mark is missing"),
    ("a = [1\nb = 2", "the bracket that ends a list"),
    ('a = "c:\\path"', "a backslash stands alone"),
    ("a = 1\na = 2", "stands there twice"),
    ("[a]\n[a]", "stands there twice"),
    ("[a\nb = 1", "a closing bracket is missing"),
    ("a = 1 b", "begin a new line"),
    ("= 3", "a name is missing"),
    ("a = {b = 1", "a closing brace is missing"),
    ("# \x01", "a sign that no text has"),
    (f"a = {'9' * 5_000}", "a number is too long"),
]
YAML = [
    ("a: b: c", "put the whole text between quotation marks"),
    ("a:\n\tb", "use spaces instead"),
    ("a: %x", "put the whole text between quotation marks"),
    ("key: - x", "a list must begin on a line of its own"),
    ("a: 'x", "a quotation mark is missing"),
    ("- a\nb: c", "not as far in"),
    ("a: [1, 2", "a bracket is not closed"),
    ("a: {b: 1 c", "a bracket is not closed"),
    ('a: "x\\q"', "a backslash"),
    ("a: !foo x", "a tag, which is not read"),
    ("a: \x01", "a sign that no text has"),
]
XML = [
    (b"<a>b & c</a>", "& and < are written otherwise"),
    (b"<a><b></a>", "an element ends with another name"),
    (b"<a>", "may have come only in part"),
    (b"<a", "may have come only in part"),
    (b"GIF89a", "it does not begin as XML does"),
    (b"<a/><b/>", "behind the end of the last element"),
    (b" <?xml version='1.0'?><a/>", "before the first line of XML"),
    (b"<a b='1' b='2'/>", "the same attribute twice"),
    (b"<x:a/>", "a prefix is used"),
    (b"<?xml version='1.0' encoding='no-such'?><a/>", "use UTF-8"),
]
PO = [
    ("hello\n", "none of the words of such a file"),
    ('"x"\n', "a line that belongs to an entry stands alone"),
    ('msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', "no line for its translation"),
]
TABLES = [
    ('language,term\nfr,"x', "a quotation mark is not closed"),
    ('language,term\nfr,"x"y', "stands inside a cell"),
]


@pytest.mark.parametrize(("text", "told"), TOML)
def test_what_is_no_toml_is_told_in_our_words(text: str, told: str) -> None:
    with pytest.raises(FrontMatterError) as found:
        read_toml(text)

    assert told in found.value.reason
    assert raw_of(found.value.reason)
    assert raw_of(found.value.reason) not in found.value.reason


@pytest.mark.parametrize(("text", "told"), YAML)
def test_what_is_no_yaml_is_told_in_our_words(text: str, told: str) -> None:
    with pytest.raises(YamlError) as found:
        read_yaml(text)

    assert told in found.value.reason
    assert raw_of(found.value.reason)


@pytest.mark.parametrize(("text", "told"), XML)
def test_what_is_no_xml_is_told_in_our_words(text: bytes, told: str) -> None:
    with pytest.raises(CatalogError) as found:
        list(read_xml(io.BytesIO(text), Reading()))

    assert told in found.value.sentence


@pytest.mark.parametrize(("text", "told"), PO)
def test_what_is_no_gettext_is_told_in_our_words(text: str, told: str) -> None:
    with pytest.raises(CatalogError) as found:
        read_po(text)

    assert told in found.value.sentence


@pytest.mark.parametrize(("text", "told"), TABLES)
def test_what_is_no_table_is_told_in_our_words(text: str, told: str) -> None:
    with pytest.raises(CatalogError) as found:
        read_table(text.encode())

    assert told in found.value.sentence


def test_what_nobody_expected_is_told_without_the_words_of_a_program() -> None:
    told = fault("<b>segfault</b>\nat 0x0", ())

    assert told == SOMETHING
    assert raw_of(Told("unreadable: %(detail)s", detail=told)) == (
        "<b>segfault</b> at 0x0"
    )
