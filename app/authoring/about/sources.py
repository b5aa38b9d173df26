"""The sources of a pack as rows of a form."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints, field_validator
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.datastructures import FormData

from app.authoring.source import plain_text
from app.content.schemas import SLUG, PackFields
from app.packs.models import Module
from app.platform.i18n import N_, gettext
from app.texts.models import Document, Revision
from app.web.forms import Bound, Form, bind

# In this order, as people know them of a list of sources.
PARTS = ("title", "url", "accessed", "shows", "id")
# A form has so many fields for them; what a folder brings beyond that stays as it is.
MOST_ROWS = 80
TWICE = N_("Another source has this short name.")
ADDRESS = N_("Write an address that begins with https://")
_NAME = re.compile(rf"source-([1-9]\d{{0,2}})-({'|'.join(PARTS)})")
_CITED = re.compile(
    r"^[ \t]*:{3,}[ \t]*evidence\b.*\bsource=\"?([a-z0-9-]+)", re.MULTILINE
)
Words = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Row = dict[str, str]


class SourceForm(Form):
    """One source: where something is written, and what that shows."""

    title: Words
    url: Words
    accessed: date
    shows: Words
    id: Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]

    @field_validator("title", "shows")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(plain_text(value).split())

    @field_validator("url")
    @classmethod
    def _leads_out(cls, value: str) -> str:
        if not re.match(r"https?://[^\s/]", value) or " " in plain_text(value):
            raise ValueError(ADDRESS)
        return value


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def rows_of(fields: PackFields) -> list[Row]:
    """Return the sources of a pack as the form shows them, each part in one line."""
    return [
        {part: " ".join(str(getattr(source, part)).split()) for part in PARTS}
        for source in fields.sources
    ]


def values_of(rows: Sequence[Row]) -> dict[str, str]:
    """Return the fields of a form for these rows; `sources` is all of them in words."""
    values = {
        f"source-{number}-{part}": row[part]
        for number, row in enumerate(rows[:MOST_ROWS], start=1)
        for part in PARTS
    }
    lines = (" · ".join(filter(None, row.values())) for row in rows)
    return values | {"sources": "\n".join(lines)}


def sent_rows(data: FormData) -> list[Row]:
    """Return the rows of a form that say something, in its order."""
    found: dict[int, Row] = {}
    for name, value in data.multi_items():
        if match := _NAME.fullmatch(name):
            row = found.setdefault(int(match[1]), dict.fromkeys(PARTS, ""))
            row[match[2]] = " ".join(str(value).split())
    return [found[number] for number in sorted(found) if any(found[number].values())]


def changed_rows(sent: Sequence[Row], known: Sequence[Row]) -> list[Row] | None:
    """Return all rows of a pack with those of a form; None when they are the same."""
    if list(sent) == list(known[:MOST_ROWS]):
        return None
    return [*sent, *known[MOST_ROWS:]]


def has_room(rows: Sequence[object]) -> bool:
    """Tell whether a form takes another row."""
    return len(rows) < MOST_ROWS


def row_numbers(raw: Mapping[str, Sequence[str]]) -> list[int]:
    """Return which rows a form shows."""
    return sorted({int(found[1]) for found in map(_NAME.fullmatch, raw) if found})


def asked_rows(wish: str, rows: Sequence[Row]) -> list[Row] | None:
    """Return the rows after a press of one of their buttons; None for another one."""
    if wish == "add-source":
        return [*rows, dict.fromkeys(PARTS, "")]
    if found := re.fullmatch(r"drop-source-(\d{1,3})", wish):
        return [row for place, row in enumerate(rows, 1) if place != int(found[1])]
    return None


def with_rows(bound: Bound[Any], rows: Sequence[Row]) -> Bound[Any]:
    """Return a form with these rows as they were sent, numbered from 1."""
    shown = {name: [value] for name, value in values_of(rows).items()}
    others = {name: v for name, v in bound.raw.items() if not _NAME.fullmatch(name)}
    return Bound(bound.value, bound.errors, {**others, **shown})


def faults_of(rows: Sequence[Row]) -> dict[str, str]:
    """Return what is wrong with rows, in words beside each field."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        wrong = dict(bind(SourceForm, FormData(row)).errors)
        if row["id"] in seen:
            wrong["id"] = gettext(TWICE)
        seen.add(row["id"])
        found |= {f"source-{number}-{part}": text for part, text in wrong.items()}
    return found


def cited_sources(session: Session, pack_id: int) -> set[str]:
    """Return the sources that modules name as readers have them."""
    texts = session.scalars(
        select(col(Revision.text))
        .join(Document, col(Document.id) == col(Revision.document_id))
        .join(Module, col(Module.document_id) == col(Document.id))
        .where(
            col(Module.pack_id) == pack_id,
            ~col(Module.is_withdrawn),
            col(Revision.number) == col(Document.published_number),
        )
    )
    return {source for text in texts for source in _CITED.findall(text)}
