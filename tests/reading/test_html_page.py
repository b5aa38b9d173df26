"""What tests read of a page is what Python's parser reads, however it is written."""

import pytest
from starlette.testclient import TestClient

from tests.reading import html_page
from tests.reading.html_page import Element, read_page

ODD = (
    *(
        "<p a=\"1\"b='2' c=d e>",
        '<p\n a = "b">',
        '<p a="x" a="y">',
        '<p a="">',
        "<p a>",
    ),
    *('<p a="&lt;&#x41;&notit;">', '<p a=">">', "<p a=b/>", '<P A="c">', '<p é="c">'),
    *(
        "<x/y>",
        "< p>",
        "<svg/onload=x>",
        '<p "q">',
        "<p =x>",
        '<p a="x',
        "<br/>x<br />",
    ),
    *(
        '<script>"<b>"</script>',
        "<style>a<b{}</style>",
        "<!-- <p> -->",
        "<textarea><p>",
    ),
    *(
        "</p >",
        "<![CDATA[<p>]]>",
        "<?p?>",
        "<!p>",
        '<p a="c"/>',
        "<b/>",
        '<img src="a"/><b>',
        "&lt;<b>&amp;",
    ),
)


def described(element: Element) -> list[object]:
    """Return all of an element, so that it can be compared."""
    inner = (c if isinstance(c, str) else described(c) for c in element.children)
    return [element.tag, [*element.attributes.items()], *inner]


def as_the_parser_does(text: str, monkeypatch: pytest.MonkeyPatch) -> Element:
    with monkeypatch.context() as patch:
        patch.delattr(html_page._Reader, "parse_starttag")
        return read_page(text)


@pytest.mark.parametrize("odd", ODD)
def test_a_tag_is_what_the_parser_says(
    odd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f'<div lang="en">before{odd}amid<i class="a b">after</i></div>'

    found = read_page(text)

    assert described(found) == described(as_the_parser_does(text, monkeypatch))


@pytest.mark.parametrize("path", ["", "packs", "packs/write-a-grant-proposal/1"])
def test_a_page_is_what_the_parser_says(
    reader: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = reader.get(f"/ar/{path}").text

    found = read_page(text)

    assert len(list(found)) > 50
    assert described(found) == described(as_the_parser_does(text, monkeypatch))
