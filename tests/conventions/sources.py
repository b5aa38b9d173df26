"""The project's own source files, measured."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"


@dataclass(frozen=True)
class Function:
    """A function with its place, its length in lines and its parameters."""

    place: str
    lines: int
    parameters: int


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below these folders of the project."""
    found = [path for name in folders for path in (ROOT / name).rglob("*.py")]
    assert found, f"no Python below {folders}: were the folders renamed?"
    return sorted(found)


def template_files(pattern: str = "*.html") -> list[Path]:
    """Return the template files whose name matches."""
    found = sorted(TEMPLATES.rglob(pattern))
    assert found, f"no {pattern} below templates/: was the folder renamed?"
    return found


def line_count(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[Function]:
    """Yield every function of a file, methods and inner ones included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            place = f"{relative(path)}:{node.lineno} {node.name}"
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(place, lines, len(_parameters(node.args)))


def _parameters(arguments: ast.arguments) -> list[str]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    # A guard of a handler, `_reader: Public`, is a declaration and no value.
    names = [item.arg for item in every if not item.arg.startswith("_")]
    return [name for name in names if name not in {"self", "cls"}]


def relative(path: Path) -> str:
    """Return a path as a person would type it in the project's folder."""
    return path.relative_to(ROOT).as_posix()


def percentile_95(values: Sequence[int]) -> int:
    """Return the value that 95 in 100 do not exceed."""
    return sorted(values)[(len(values) - 1) * 95 // 100]


def listed(items: Sequence[object]) -> str:
    """Return one item a line, for a failure message."""
    return "".join(f"\n  {item}" for item in items)
