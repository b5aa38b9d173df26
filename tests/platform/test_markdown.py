"""Markdown becomes HTML that can neither run anything nor lead astray."""

import time

import pytest

from app.platform.markdown import (
    clean,
    is_safe_link,
    make_parser,
    plain_text,
    render_html,
    render_inline,
)

ALLOWED = (
    "https://meta.wikimedia.org/wiki/Budget?x=1#part",
    "http://example.org",
    "https://fa.wikipedia.org/wiki/می‌خواهم",
    "https://fa.wikipedia.org/wiki/%D9%85%DB%8C%E2%80%8C",
    "mailto:ama@example.org",
    "#s-say-it-twice",
    "source:final-report",
    "project:a-project",
    "organisation:an-organisation",
    "pack:a-pack",
    "module:m1",
    "skill:budgeting",
    "media:plan.csv",
)
REFUSED = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://example.org/1",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.org/",
    "tel:+1234",
    "//example.org/",
    "///example.org/",
    "\\\\example.org",
    "/en/packs",
    "en/packs",
    "../packs",
    "?page=2",
    "",
    " https://example.org",
    "https:",
    "https:///path",
    "https:example.org",
    "https://wikipedia.org@example.org/",
    "https://ama:secret@example.org/",
    "https://[example.org/",
    "https://example.org/\u202egpj.exe",
    "https://example.org/%E2%80%AEgpj.exe",
    "https://example.org/\u2066a\u2069",
    "https://example.org/a\u200bb",
    "https://example.org/a%0d%0ab",
    "https://example.org/\x00",
    "mailto:",
    "mailto://example.org",
    "source:",
    "source://final-report",
    "sources:final-report",
)
# Markdown itself trims blanks, replaces nulls, and makes `[x]()` a link to the page.
HARMLESS = (" https://example.org", "https://example.org/\x00", "")


def html(text: str, *blocks: str) -> str:
    parser = make_parser(blocks)
    env: dict[str, object] = {}
    return render_html(parser, parser.parse(text, env), env)


@pytest.mark.parametrize("url", ALLOWED)
def test_a_link_that_leads_somewhere_honest_is_kept(url: str) -> None:
    assert is_safe_link(url)


@pytest.mark.parametrize("url", REFUSED)
def test_any_other_link_is_refused(url: str) -> None:
    assert not is_safe_link(url)


@pytest.mark.parametrize("url", [url for url in REFUSED if url not in HARMLESS])
@pytest.mark.parametrize(
    "form", ["[x]({})", "[x](<{}>)", "![x]({})", "[x][y]\n\n[y]: {}"]
)
def test_a_refused_link_never_becomes_an_address(url: str, form: str) -> None:
    shown = html(form.format(url))

    assert "href" not in shown
    assert "src" not in shown
    assert "<img" not in shown


def test_our_own_addresses_do_not_reach_a_page_before_they_are_resolved() -> None:
    assert html("[x](source:final-report)") == (
        '<p><a rel="noopener noreferrer">x</a></p>\n'
    )


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<b>bold</b>",
        "<!-- a comment -->",
        "<svg/onload=alert(1)>",
        "<a href='https://example.org' onclick='x()'>x</a>",
        "<?php x ?>",
        "<![CDATA[x]]>",
    ],
)
@pytest.mark.parametrize(
    "form", ["{}", "a {} b", "- {}", "| {} |\n|---|\n| {} |", "## {}"]
)
def test_html_in_a_text_is_shown_as_it_is_written(payload: str, form: str) -> None:
    shown = html(form.format(payload, payload))

    assert "&lt;" in shown
    for tag in ("<script", "<img", "<b>", "<svg", "<a ", "<!--"):
        assert tag not in shown


def test_the_sanitiser_alone_would_be_enough() -> None:
    hostile = (
        '<p onclick="x()" style="color:red" class="mid evil">a</p>'
        '<a href="javascript:x()" target="_blank">b</a><iframe src="//x"></iframe>'
        '<script>alert(1)</script><style>p{}</style><td class="end x">c</td>'
        "<form action=/x><input name=y></form><math><mi//xlink:href=javascript:x>"
    )

    shown = clean(hostile)

    assert "<p>a</p>" in shown
    for word in (
        "onclick",
        "style",
        "javascript",
        "target",
        "iframe",
        "script",
        "evil",
    ):
        assert word not in shown
    for word in ("<form", "<input", "<math", "alert"):
        assert word not in shown


def test_the_alignment_of_columns_is_a_class_and_no_style() -> None:
    shown = html("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |")

    assert "<td>1</td>" in shown
    assert '<td class="mid">2</td>' in shown
    assert '<td class="end">3</td>' in shown
    assert "style" not in shown


def test_what_lessons_are_written_with_is_rendered() -> None:
    shown = html(
        "## Head\n\n*a* **b** ~~c~~ `d`  \ne\n\n> quote\n\n3. three\n4. four\n\n"
        "Term\n: Definition\n\nWord[^1]\n\n[^1]: Note\n\n```\n<code>\n```\n\n---\n"
    )

    for piece in (
        "<h2>Head</h2>",
        "<em>a</em> <strong>b</strong> <s>c</s> <code>d</code><br>",
        "<blockquote>",
        '<ol start="3">',
        "<dt>Term</dt>",
        "<dd>Definition</dd>",
        'class="footnotes"',
        "&lt;code&gt;",
        "<hr>",
    ):
        assert piece in shown


def test_bare_addresses_are_not_made_into_links() -> None:
    assert "<a" not in html("see https://example.org and ama@example.org")


def test_plain_text_keeps_words_and_drops_marks() -> None:
    parser = make_parser()
    token = parser.parseInline("*a*  `b`\n[c](https://example.org) ![d](media:x)", {})[
        0
    ]
    children = token.children or []

    assert plain_text(children) == "a b c d"
    assert "<em>a</em>" in render_inline(parser, children, {})


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "*a **b " * 8_000,
        "> " * 50_000,
        "- " * 50_000,
        "`" * 50_000 + "x",
        "![](" * 12_000,
        "[a](<" * 10_000,
        "<" * 50_000,
        "&#x" * 16_000,
        "|" * 50_000 + "\n" + "|-" * 25_000,
        ":::" * 16_000,
        "a\n: " * 12_000,
        "[^1]" * 12_000 + "\n\n[^1]: x",
    ],
    ids=lambda text: text[:8].strip(),
)
def test_hostile_text_is_rendered_in_reasonable_time(text: str) -> None:
    began = time.process_time()

    html(text, "goals")

    assert time.process_time() - began < 8
