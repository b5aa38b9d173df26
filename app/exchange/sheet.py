"""What is offered and asked as a table for spreadsheets: what the page shows."""

import csv
import io
import re
from collections.abc import Sequence

from app.exchange.totals import SkillLine
from app.platform.i18n import gettext

# A spreadsheet takes these for the beginning of a formula and would run it.
_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def sheet(lines: Sequence[SkillLine]) -> bytes:
    """Return the table as UTF-8 with a mark of order."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(
        (
            *("id", "wikidata", gettext("Skill"), gettext("Asked for")),
            *(gettext("Offered"), gettext("Packs")),
        )
    )
    for line in lines:
        row = (line.skill.slug, line.skill.wikidata, line.name)
        numbers = (line.asked, line.offered, line.packs)
        writer.writerow(map(_harmless, (*row, *map(str, numbers))))
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
