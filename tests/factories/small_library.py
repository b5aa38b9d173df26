"""Three small packs on disk: one with every kind of question, two to go on with."""

from pathlib import Path

PACK = "build-a-bench"
KEY = "bench1"

_PACK = """\
id = "{key}"
source_language = "en"
title = "{title}"
summary = "What to do, one step at a time."
goals = ["saw <straight>", "join two boards"]
skills = ["{skill}"]
level = "beginner"
licence = "CC-BY-SA-4.0"

[[authors]]
name = "Passalong contributors"
role = "author"
"""

_MODULE = """\
+++
id = "{key}"
title = "{title}"
kind = "{kind}"
minutes = {minutes}
lead = "Why it matters."
+++

::: goals
- do it
:::

{body}
"""

QUIZ_ONE = """\
::: quiz one
Which board is dry?

- [ ] The green one
  > Not this one. It was a tree last week.
- [x] The grey one
  > Yes, that one. It stood for a year.
:::
"""

QUIZ_MANY = """\
::: quiz many
What do you need?

- [x] A saw
  > Yes, to cut.
- [x] Two boards
  > Yes, to sit on.
- [ ] A boat
  > Not this one. You stay on land.
:::
"""

QUIZ_ORDER = """\
::: quiz order
Put the steps in order.

1. Measure
   > First: wood does not grow back.
2. Cut
   > Second: along the line.
3. Join
   > Last: when both ends are cut.
:::
"""

QUIZ_TEXT = """\
::: quiz text
What joins two boards?

- [x] A screw
  > Yes. It can be opened again.
- [ ] Glue
  > Not quite. It breaks in the rain.
- [ ] *
  > Not quite. It is made of metal.
:::
"""

CHECKLIST = """\
::: checklist repeat
- The wood is dry
- The saw is sharp
- Somebody can help
:::
"""


def write_library(root: Path) -> Path:
    """Write the packs below a folder and return it."""
    _write_pack(
        root,
        PACK,
        _PACK.format(key=KEY, title="Build a bench", skill="project-planning"),
        [
            _module("m1", "Choose the wood", 10, QUIZ_ONE + "\n" + QUIZ_MANY),
            _module("m2", "Cut and join", 15, QUIZ_ORDER + "\n" + QUIZ_TEXT),
            _module("m3", "Build it", 20, CHECKLIST, kind="hands-on"),
        ],
    )
    for number, slug in enumerate(("build-a-table", "build-a-shelf")):
        title = slug.replace("-", " ").capitalize()
        fields = _PACK.format(
            key=f"other{number}", title=title, skill="project-planning"
        )
        modules = [_module("m1", "Only one", 5 + number, QUIZ_ONE, kind="hands-on")]
        _write_pack(root, slug, fields, modules)
    return root


def _module(
    key: str, title: str, minutes: int, body: str, *, kind: str = "training"
) -> str:
    return _MODULE.format(key=key, title=title, minutes=minutes, body=body, kind=kind)


def _write_pack(root: Path, slug: str, fields: str, modules: list[str]) -> None:
    folder = root / "learning_packs" / slug
    (folder / "modules").mkdir(parents=True)
    (folder / "pack.toml").write_text(fields)
    for number, text in enumerate(modules, 1):
        (folder / "modules" / f"{number:02}-step.md").write_text(text)
