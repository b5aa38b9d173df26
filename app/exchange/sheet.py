"""What is offered and asked as a table for spreadsheets: what the page shows."""

from collections.abc import Iterator, Sequence

from app.exchange.totals import SkillLine
from app.platform.i18n import gettext
from app.platform.spreadsheets import as_csv

Row = tuple[str, ...]


def sheet(lines: Sequence[SkillLine]) -> bytes:
    """Return the table as CSV."""
    return as_csv(_rows(lines))


def _rows(lines: Sequence[SkillLine]) -> Iterator[Row]:
    names = (gettext("Skill"), gettext("Asked for"), gettext("Offered"))
    yield "id", "wikidata", *names, gettext("Packs")
    for line in lines:
        numbers = map(str, (line.asked, line.offered, line.packs))
        yield line.skill.slug, line.skill.wikidata, line.name, *numbers
