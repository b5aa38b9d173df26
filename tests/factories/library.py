"""Content folders to load, to break and to change: two packs, a course, records."""

import shutil
from pathlib import Path

from app.content.library import read_library
from app.content.loading import LoadReport, load_library
from app.platform.db import Database
from app.platform.storage import FolderStorage

PACK = """\
id = "bench1"
source_language = "en"
title = "Build a bench"
summary = "You choose the wood, cut it and join it. You end with a bench."
goals = ["saw straight", "join two boards"]
skills = ["project-planning", "goal-setting"]
level = "beginner"
licence = "CC-BY-SA-4.0"
projects = ["a-bench-2019"]
organisations = ["bench-builders"]

[[authors]]
name = "Passalong contributors"
role = "author"

[[sources]]
id = "report"
title = "A bench, final report"
url = "https://example.org/report"
shows = "What the team did."
accessed = 2026-11-20
"""
HEAD = """\
+++
id = "{key}"
title = "{title}"
kind = "{kind}"
minutes = 15
lead = "Why it matters."
checked = 2026-11-20
+++

::: goals
- do it well
:::

"""
FIRST = (
    HEAD.format(key="m1", title="Choose the wood", kind="training")
    + """\
## Look at the wood

Dry wood does not bend when the rain comes back. See [the report](source:report).

::: evidence source=report
The [team](project:a-bench-2019) of the [builders](organisation:bench-builders) lost
four boards.
:::

::: video file=look
How to look at a board.
:::

::: quiz one
Which board is dry?

- [ ] The green one
  > Not this one. It was a tree last week.
- [x] The grey one
  > Yes, that one. It stood for a year.
:::
"""
)
SECOND = (
    HEAD.format(key="m2", title="Cut and join", kind="hands-on")
    + """\
Measure twice. Then go on with [another pack](pack:build-a-table).

::: try-it result=plan.csv minutes=5
Draw a plan.
:::

::: worksheet file=plan.csv
A plan to fill in.
:::

::: checklist repeat
- The saw is sharp
- Somebody can help
:::
"""
)
OTHER_PACK = """\
id = "table1"
source_language = "en"
title = "Build a table"
summary = "You build a table on the bench."
goals = ["plane a board"]
skills = ["project-planning"]
level = "some-practice"
licence = "CC-BY-SA-4.0"

[[authors]]
name = "Passalong contributors"
role = "author"
"""
COURSE = """\
id = "cours1"
source_language = "en"
title = "Furnish a house"
summary = "A bench first, a table then."
audience = "People with an empty house"
organisation = "bench-builders"
licence = "CC-BY-SA-4.0"

[[packs]]
slug = "build-a-bench"
note = "You need something to sit on."

[[packs]]
slug = "build-a-table"
required = false
after = ["build-a-bench"]
"""
PROJECT = """\
id = "proje1"
language = "en"
title = "A bench for the school"
summary = "Three people built a bench."
place = "Tamale"
country = "GH"
starts = "2019-03"
ends = "2019-11"
skills = ["project-planning"]

[[organisations]]
slug = "bench-builders"
role = "lead"

[[worked]]
text = "They asked early."
source = "report"

[[numbers]]
label = "Boards"
value = "12"
source = "report"

[[sources]]
id = "report"
title = "Report"
url = "https://example.org/report"
shows = "All of it."
accessed = 2026-11-20
"""
ORGANISATION = """\
id = "organ1"
language = "en"
name = "Bench builders"
kind = "other"
country = "GH"
about = "People who build benches."
source_title = "Their page"
source_url = "https://example.org"
"""
VIDEO = """\
title = "How to look"
kind = "video"
author = "Passalong contributors"
licence = "CC-BY-SA-4.0"
language = "en"
duration = 3.0

# The small one first.
[[files]]
file = "look.240p.webm"
type = "video/webm"
height = 240
"""
PLAN = """\
title = "A plan"
kind = "document"
author = "Passalong contributors"
licence = "CC-BY-SA-4.0"
language = "en"

[[files]]
file = "plan.csv"
type = "text/csv"
"""
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nLook at the ends.\n"
BENCH = "learning_packs/build-a-bench"
TABLE = "learning_packs/build-a-table"
FILES = {
    "organisations/bench-builders.toml": ORGANISATION,
    "projects/a-bench-2019.toml": PROJECT,
    f"{BENCH}/pack.toml": PACK,
    f"{BENCH}/modules/01-choose.md": FIRST,
    f"{BENCH}/modules/02-cut.md": SECOND,
    f"{BENCH}/media/look.toml": VIDEO,
    f"{BENCH}/media/look.240p.webm": "not really a film",
    f"{BENCH}/media/look.en.vtt": CAPTIONS,
    f"{BENCH}/media/plan.toml": PLAN,
    f"{BENCH}/media/plan.csv": "step,who\n",
    f"{TABLE}/pack.toml": OTHER_PACK,
    f"{TABLE}/modules/01-only.md": HEAD.format(
        key="m1", title="The only one", kind="training"
    )
    + "Plane the boards until they shine.\n",
    "courses/furnish-a-house/course.toml": COURSE,
}


class ContentFolders:
    """A folder of content that can be changed and loaded again."""

    def __init__(self, root: Path, database: Database) -> None:
        self.root = root / "content"
        self.database = database
        self.storage = FolderStorage(root / "media")
        if not self.root.exists():
            for name, text in FILES.items():
                self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, name: str) -> str:
        """Return a text file."""
        return (self.root / name).read_text()

    def change(self, name: str, old: str, new: str) -> None:
        """Replace words in a file, which must be there."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new))

    def remove(self, name: str) -> None:
        """Take a file or a folder away."""
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def rename(self, name: str, new: str) -> None:
        """Give a file or a folder another name."""
        (self.root / name).rename(self.root / new)

    def copy(self, name: str, new: str) -> None:
        """Copy a folder."""
        shutil.copytree(self.root / name, self.root / new)

    def load(self) -> LoadReport:
        """Make the database agree."""
        return load_library(self.database, self.storage, read_library(self.root))

    def problems(self) -> list[str]:
        """Return what `content check` says."""
        return [str(problem) for problem in read_library(self.root).problems]
