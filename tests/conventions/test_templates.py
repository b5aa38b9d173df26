"""Templates compile strictly, say what page they are, and can be translated."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.web.templates import build_environment
from tests.conventions.sources import (
    TEMPLATES,
    listed,
    python_files,
    relative,
    template_files,
)

NOT_PAGES = {"components", "layouts", "emails"}
# Names are the same in every language.
ALLOWED_WORDS = {"Passalong", "CC", "BY-SA", "Wikimedia", "Markdown"}
VISIBLE_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "summary", "label"}
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
A_SENTENCE = re.compile(r"^[A-Z][a-z]*( [a-z]+)+[.?:]?$")
REFERENCES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


@cache
def environment() -> Environment:
    return build_environment(lambda name, **parameters: name)


@cache
def parsed(path: Path) -> nodes.Template:
    return environment().parse(path.read_text())


def is_page(path: Path) -> bool:
    inside = path.relative_to(TEMPLATES)
    is_feed = len(path.suffixes) > 1
    is_part = path.name.startswith("_")
    return not (inside.parts[0] in NOT_PAGES or is_feed or is_part)


def references(path: Path) -> set[str]:
    """Return the templates that one includes, imports or extends."""
    tree = parsed(path)
    found = [getattr(node, "template", None) for node in tree.find_all(REFERENCES)]
    return {name for node in found for name in _constants(node)}


def names_used(path: Path) -> set[str]:
    """Return the names a template reads, and those the parts it includes read."""
    names = {node.name for node in parsed(path).find_all(nodes.Name)}
    for node in parsed(path).find_all(nodes.Include):
        for inner in _constants(node.template):
            names |= names_used(TEMPLATES / inner)
    return names


@pytest.mark.parametrize("path", template_files("*.*"), ids=relative)
def test_a_template_compiles(path: Path) -> None:
    environment().get_template(path.relative_to(TEMPLATES).as_posix())


@pytest.mark.parametrize(
    "path", [path for path in template_files() if is_page(path)], ids=relative
)
def test_a_page_says_its_title(path: Path) -> None:
    blocks = {block.name for block in parsed(path).find_all(nodes.Block)}

    assert "title" in blocks, (
        f"{relative(path)}: add {{% block title %}}, or name it _{path.name} if it is "
        "a part of a page"
    )


def test_every_part_is_on_a_page() -> None:
    """What only a route for fragments renders could not be reached without script."""
    used = {name for path in template_files() for name in references(path)}
    modules = [path for path in python_files("app") if "routes" not in relative(path)]
    code = "".join(path.read_text() for path in modules)

    parts = {path.relative_to(TEMPLATES).as_posix() for path in template_files("_*")}
    lost = sorted(name for name in parts - used if f'"{name}"' not in code)
    assert not lost, f"include these in their page:{listed(lost)}"


def test_no_template_imports_what_it_does_not_use() -> None:
    unused = []
    for path in template_files():
        loaded = names_used(path)
        for node in parsed(path).find_all(nodes.FromImport):
            names = [name if isinstance(name, str) else name[1] for name in node.names]
            unused += [f"{relative(path)}: {n}" for n in names if n not in loaded]

    assert not unused, f"delete these imports:{listed(unused)}"


@pytest.mark.parametrize("path", template_files(), ids=relative)
def test_every_visible_word_can_be_translated(path: Path) -> None:
    finder = _VisibleText()
    finder.feed(_without_jinja(path.read_text()))
    finder.close()

    found = [text for text in finder.found if _has_own_words(text)]
    found += [text for text in _literals(parsed(path)) if A_SENTENCE.match(text)]
    assert not found, (
        f"{relative(path)}: put these in {{% trans %}} or _(), whole sentences with "
        f"named placeholders:{listed(found)}"
    )


def _constants(node: nodes.Node | None) -> list[str]:
    found = list(node.find_all(nodes.Const)) if node else []
    found += [node] if isinstance(node, nodes.Const) else []
    return [str(item.value) for item in found]


def _literals(tree: nodes.Node) -> list[str]:
    """Return the text constants of expressions that do not go through gettext."""
    if isinstance(tree, nodes.Call) and _name(tree.node) in GETTEXT:
        return []
    own = [tree.value] if isinstance(tree, nodes.Const) else []
    inner = [text for child in tree.iter_child_nodes() for text in _literals(child)]
    return [text for text in [*own, *inner] if isinstance(text, str)]


def _name(node: nodes.Node) -> str:
    return node.name if isinstance(node, nodes.Name) else ""


def _without_jinja(source: str) -> str:
    source = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    trans = r"{%-?\s*trans\b.*?{%-?\s*endtrans\s*-?%}"
    source = re.sub(trans, "", source, flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)


def _has_own_words(text: str) -> bool:
    """Return whether a person would read this: not `attribute="x"`, not one class."""
    text = re.sub(r'[\w-]+="[^"]*"|\S*/\S*', "", text)
    words = re.findall(r"[^\W\d_][\w-]+", text)
    own = [word for word in words if word not in ALLOWED_WORDS]
    return bool(own) and (len(words) > 1 or own[0][0].isupper())


class _VisibleText(HTMLParser):
    """Collects text a reader sees or hears, outside of script, style and code."""

    SILENT = frozenset({"script", "style", "code", "kbd", "samp", "svg"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self.found += [v for k, v in attrs if v and k in VISIBLE_ATTRIBUTES]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for k, v in attrs if v and k in VISIBLE_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.found.append(data.strip())
