"""Names that say nothing, and habits that break the models, are kept out."""

import ast
import re
from itertools import pairwise

from sqlmodel import SQLModel

from app import registry
from tests.conventions.sources import listed, python_files, relative

MAPPERS = list(SQLModel._sa_registry.mappers) if registry.MODELS else []
EMPTY_NAMES = {"utils", "util", "helpers", "common", "misc", "base", "manager"}
EMPTY_NAMES |= {f"{name}s" for name in EMPTY_NAMES}
# The one alias that fixes the scope, and with it when a request's work is committed.
SESSION_ALIAS_HOME = "app/web/database.py"
# It runs without any library.
RECEIVER = "app/platform/receiver.py"
NOT_IN_A_STRUCT = re.compile(r"(compare|repr)=False")
SUPPRESSION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore)"
    r"(?P<rule>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w, -]+\])?"
    r"(?P<reason>.*)$"
)


def test_no_file_or_folder_is_named_for_nothing() -> None:
    places = [relative(path) for path in python_files("app", "tests", "tools")]

    empty = [
        place
        for place in places
        if EMPTY_NAMES & set(place.removesuffix(".py").split("/"))
    ]
    assert not empty, f"name these for what they are about:{listed(empty)}"


def test_no_relationship_asks_the_database_by_itself() -> None:
    """An attribute that loads when it is read hides a query in a loop."""
    eager = [
        str(relationship)
        for mapper in MAPPERS
        for relationship in mapper.relationships
        if relationship.lazy != "raise"
    ]

    assert MAPPERS
    assert not eager, f'give these lazy="raise":{listed(eager)}'


def test_models_do_not_import_annotations_from_the_future() -> None:
    """SQLModel reads annotations when a class is made; as strings they are lost."""
    broken = [
        relative(path)
        for path in python_files("app")
        if path.name == "models.py" and "from __future__ import" in path.read_text()
    ]

    assert not broken, f"delete `from __future__ import annotations`:{listed(broken)}"


def test_the_session_dependency_is_declared_in_one_place() -> None:
    """A second declaration may forget scope="function" and commit after answering."""
    declared = [
        relative(path)
        for path in python_files("app")
        if re.search(r"Depends\(\s*get_session", path.read_text())
    ]

    assert declared == [SESSION_ALIAS_HOME], (
        f"use SessionDep of {SESSION_ALIAS_HOME} instead, here:{listed(declared)}"
    )


def test_a_value_is_a_struct_unless_a_field_is_not_compared_or_shown() -> None:
    """A frozen dataclass takes a start 0.5 ms (docs/decisions/0043)."""
    needless = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in python_files("app")
        if not NOT_IN_A_STRUCT.search(path.read_text()) and relative(path) != RECEIVER
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and _is_dataclass(node)
    ]

    assert not needless, f"make these `Struct`s of msgspec:{listed(needless)}"


def _is_dataclass(node: ast.ClassDef) -> bool:
    return any("dataclass" in ast.unparse(each) for each in node.decorator_list)


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    """The reason stands behind the rule, or in a comment on the line above."""
    silent = []
    for path in python_files("app", "tools"):
        lines = path.read_text().splitlines()
        for number, (before, line) in enumerate(pairwise(["", *lines]), 1):
            found = SUPPRESSION.search(line)
            explained = before.strip().startswith("#")
            if found and not (found["rule"] and (found["reason"] or explained)):
                silent.append(f"{relative(path)}:{number} {line.strip()}")

    assert not silent, f"write `# noqa: X123 - the reason`:{listed(silent)}"
