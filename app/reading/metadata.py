"""What machines read on a page: other languages, and schema.org in the AMB profile."""

from collections.abc import Sequence

from app.packs.models import ModuleKind
from app.reading.languages import HREFLANG_PERCENT
from app.reading.loading import OpenModule, OpenPack
from app.reading.pack_page import LanguageRow
from app.reading.record_view import CourseView

CONTEXT = ["https://w3id.org/kim/amb/context.jsonld", {"@language": "en"}]
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
TYPES = ["LearningResource"]


def hreflang_rows(rows: Sequence[LanguageRow]) -> list[LanguageRow]:
    """Return the languages that are far enough to point search engines to."""
    return [
        row
        for row in rows
        if 100 * row.counts.current >= HREFLANG_PERCENT * row.counts.units
    ]


def pack_metadata(opened: OpenPack, public_url: str) -> dict[str, object]:
    """Return a pack as a LearningResource."""
    view = opened.view
    address = public_url + opened.base
    return {
        "@context": CONTEXT,
        "id": address,
        "type": [*TYPES, "Course"],
        "name": view.title.text,
        "description": view.summary.text,
        "inLanguage": [opened.page.code.split("-")[0]],
        "license": {"id": LICENCE},
        "isAccessibleForFree": True,
        "dateModified": view.pack.updated_at.date().isoformat(),
        "datePublished": view.pack.published_at.date().isoformat(),
        "creator": [
            {"type": "Organization", "name": credit.name} for credit in view.credits
        ],
        "publisher": [{"type": "Organization", "name": "Passalong"}],
        "duration": f"PT{view.pack.minutes}M",
        "hasPart": [
            {
                "id": f"{address}/{station.number}",
                "type": TYPES,
                "name": station.title.text,
            }
            for station in view.stations
        ],
        "mainEntityOfPage": [{"id": address}],
    }


def module_metadata(opened: OpenModule, public_url: str) -> dict[str, object]:
    """Return a module as a LearningResource that is part of its pack."""
    lesson, module = opened.lesson, opened.station.module
    kind = "lecture" if module.kind == ModuleKind.TRAINING else "exercise"
    return {
        "@context": CONTEXT,
        "id": public_url + opened.base,
        "type": TYPES,
        "name": lesson.title.text,
        "description": lesson.lead.text,
        "inLanguage": [opened.opened.page.code.split("-")[0]],
        "license": {"id": LICENCE},
        "isAccessibleForFree": True,
        "dateModified": lesson.changed_on,
        "duration": f"PT{module.minutes}M",
        "keywords": [kind],
        "isPartOf": [
            {
                "id": public_url + opened.opened.base,
                "type": [*TYPES, "Course"],
                "name": opened.opened.view.title.text,
            }
        ],
        "mainEntityOfPage": [{"id": public_url + opened.base}],
    }


def course_metadata(
    view: CourseView, language: str, address: str, public_url: str
) -> dict[str, object]:
    """Return a course with its packs."""
    return {
        "@context": CONTEXT,
        "id": address,
        "type": [*TYPES, "Course"],
        "name": view.title.text,
        "description": view.summary.text,
        "inLanguage": [language.split("-")[0]],
        "license": {"id": LICENCE},
        "isAccessibleForFree": True,
        "hasPart": [
            {
                "id": f"{public_url}/{language}/packs/{step.slug}",
                "type": TYPES,
                "name": step.card.title,
            }
            for step in view.steps
            if step.card
        ],
        "mainEntityOfPage": [{"id": address}],
    }
