"""Pages are read into trees as the parser of HTML says, and it says it soon."""

import re
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinyhtml5 import inputstream  # type: ignore[import-untyped]

from app.takeout import trees
from app.takeout.trees import parsed

# What pages are made of, and what the parser goes other ways for.
PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b class=x id='y'>", "</b>", "<a href=\"?a=1&amp;b='2'\">"),
        *("<table>", "<td>", "</table>", "<br/>", "<pre>\n", "<textarea>", "</pre>"),
        *("<script>if (a < b) '&lt;'</script>", "<style>a > b {}</style>", "<title>"),
        *("<!-- a - b -->", "<!doctype html>", "<![CDATA[x]]>", "<svg><path d='M'/>"),
        *("&", "&amp", "&copy;", "&#x41;", "<", ">", '"', "'", "\x00", "\r\n", " \t"),
        *("words", "é", "مرحبا", "👩‍🔬", "\\", "]", "^", "-", "x" * 11_000),
    ]
)


@given(st.lists(PIECES, max_size=30))
def test_a_page_is_read_as_the_parser_alone_reads_it(pieces: list[str]) -> None:
    html = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        ours = tostring(parsed(html))
        patch.setattr(inputstream, "characters_until_regex", {})
        assert tostring(parsed(html)) == ours


def test_the_parser_writes_a_pattern_once(monkeypatch: pytest.MonkeyPatch) -> None:
    html = "<!doctype html><p class='a'>One &amp; <a href=\"two\">two</a></p>" * 2
    written: list[str] = []
    parsed(html)
    compiled = re.compile

    def compile_and_note(pattern: str) -> re.Pattern[str]:
        written.append(pattern)
        return compiled(pattern)

    monkeypatch.setattr(re, "compile", compile_and_note)

    parsed(html)
    assert not written

    trees._parser.cache_clear()
    parsed(html)
    assert len(written) == len(set(written)) > 3
