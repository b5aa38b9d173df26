"""A pack to begin with: everything in its place, with words that say what belongs."""

import json
import re

from app.content.schemas import SLUG
from app.packs.skills import SKILLS
from app.platform import clock
from app.platform.ids import short_id

PACK = """\
id = {key}
source_language = "en"
title = {title}
summary = "Say in one or two sentences what people follow and what they end up with."
goals = ["name something people can do afterwards"]
skills = [{skill}]
level = "beginner"
licence = "CC-BY-SA-4.0"
projects = []
organisations = []

[[authors]]
name = "Passalong contributors"
role = "author"
"""

MODULE = """\
+++
id = "m1"
title = "Name the first thing people learn to do"
kind = "training"
minutes = 15
lead = "Say why this module matters."
checked = {today}
+++

::: goals
- name something people can do after this module
:::

## Begin with what people see

Write what somebody needs to know, in short sentences.

::: quiz one
Ask a question that shows whether somebody understood.

- [x] The right answer
  > Say why it is right.
- [ ] An answer people often give
  > Say why it is not, kindly.
:::
"""


def new_pack_files(slug: str, *, title: str, skill: str) -> dict[str, bytes]:
    """Return the files of a new pack; raise ValueError for a wrong slug or skill."""
    if not re.fullmatch(SLUG, slug):
        raise ValueError("A pack's name is lower-case words with hyphens.")
    if skill not in SKILLS:
        raise ValueError("There is no such skill. Use one of: " + ", ".join(SKILLS))
    # TOML strings are written as JSON strings are.
    fields = {
        "key": json.dumps(short_id(6)),
        "title": json.dumps(title, ensure_ascii=False),
        "skill": json.dumps(skill),
    }
    today = clock.now().date().isoformat()
    return {
        "pack.toml": PACK.format_map(fields).encode(),
        "modules/01-start.md": MODULE.format(today=today).encode(),
    }
