"""Markdown to safe HTML: one parser, one sanitiser, one allow-list of links.

CommonMark with tables, footnotes, definition lists and `:::` blocks. Raw HTML is
off and the output is sanitised all the same, so that neither has to be perfect.
Linkify stays off: it is quadratic on hostile text.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

MAX_MARKDOWN_BYTES = 256 * 1024
WEB_SCHEMES = frozenset({"http", "https", "mailto"})
OWN_SCHEMES = frozenset(
    {"source", "project", "organisation", "pack", "module", "skill", "media"}
)

# As they are written, and as the parser hands them on: percent-encoded. Joiners
# stay allowed: Persian and Hindi addresses need them.
_HIDDEN_CHARACTERS = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0000-\u001f\u007f-\u009f]"
    r"|%(?:[01][0-9A-F]|7F)|%D8%9C|%E2%80%(?:8[BEF]|A[A-E])|%E2%81%A[0-9]|%EF%BB%BF",
    re.IGNORECASE,
)
_CLASSES = {"end", "mid", "footnotes", "footnotes-list", "footnote-item"}
_TAGS = {
    *("p", "em", "strong", "s", "code", "pre", "br", "hr", "a", "sup", "sub"),
    *("h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td", "section"),
}
_ATTRIBUTES = {
    "*": {"lang", "dir", "class"},
    "a": {"href", "hreflang", "id"},
    "ol": {"start"},
    "li": {"id", "value"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={
        tag: names - {"class"} if tag == "*" else names
        for tag, names in _ATTRIBUTES.items()
    },
    allowed_classes=dict.fromkeys(
        ("td", "th", "section", "ol", "li", "sup", "a"), _CLASSES
    ),
    url_schemes=set(WEB_SCHEMES),
    link_rel="noopener noreferrer",
    clean_content_tags={"script", "style"},
)


def make_parser(blocks: Iterable[str] = ()) -> MarkdownIt:
    """Return a parser that knows the named `:::` blocks."""
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False, move_to_end=True)
    parser.use(deflist_plugin)
    for name in blocks:
        parser.use(container_plugin, name)
    parser.validateLink = is_safe_link  # type: ignore[method-assign]  # the library's way to set it
    return parser


def is_safe_link(url: str) -> bool:
    """Tell whether a link may stand in a text: an allowed scheme or a page anchor."""
    if _HIDDEN_CHARACTERS.search(url) or url != url.strip():
        return False
    if url.startswith("#"):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme in {"http", "https"}:
        # A name before the host makes a link look as if it went somewhere else.
        return bool(parts.hostname) and "@" not in parts.netloc
    known = parts.scheme in OWN_SCHEMES or parts.scheme == "mailto"
    return known and bool(parts.path) and not parts.netloc


def render_html(
    parser: MarkdownIt, tokens: Sequence[Token], env: Mapping[str, object]
) -> Markup:
    """Render block tokens to sanitised HTML."""
    html = parser.renderer.render(_without_styles(tokens), parser.options, env)  # type: ignore[arg-type]  # any mapping will do
    return clean(html)


def render_inline(
    parser: MarkdownIt, children: Sequence[Token], env: Mapping[str, object]
) -> Markup:
    """Render the children of an inline token to sanitised HTML."""
    tokens = [Token("inline", "", 0, children=list(children))]
    return clean(parser.renderer.render(tokens, parser.options, env))  # type: ignore[arg-type]  # any mapping will do


def clean(html: str) -> Markup:
    """Return the HTML with only allow-listed tags, attributes, classes and links."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 (this is the sanitiser)


def plain_text(children: Sequence[Token]) -> str:
    """Return the words of an inline token without any mark-up."""
    kept = {"text", "code_inline"}
    parts = [
        " "
        if token.type in {"softbreak", "hardbreak"}
        else token.content
        if token.type in kept or token.type == "image"
        else ""
        for token in children
    ]
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def _without_styles(tokens: Sequence[Token]) -> list[Token]:
    # Our pages forbid inline styles, so column alignment becomes a class.
    names = {"text-align:right": "end", "text-align:center": "mid"}
    styled = []
    for token in tokens:
        style = token.attrs.get("style")
        if style:
            attrs = {key: v for key, v in token.attrs.items() if key != "style"}
            if str(style) in names:
                attrs["class"] = names[str(style)]
            token = token.copy(attrs=attrs)
        styled.append(token)
    return styled
