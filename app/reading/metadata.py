"""What machines read on a page: other languages, and schema.org in the AMB profile."""

from collections.abc import Sequence

from app.packs.models import ModuleKind
from app.reading.languages import HREFLANG_PERCENT
from app.reading.loading import OpenModule, OpenPack
from app.reading.pack_languages import LanguageRow
from app.reading.record_view import CourseView
from app.texts.reading import UnitText

CONTEXT = "https://w3id.org/kim/amb/context.jsonld"
LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
TYPES = ["LearningResource"]
# The profile knows the languages that have a code of two letters, and no others.
CODE_LENGTH = 2
NEAREST_CODE = "en"


def hreflang_rows(rows: Sequence[LanguageRow]) -> list[LanguageRow]:
    """Return the languages that are far enough to point search engines to."""
    return [
        row
        for row in rows
        if 100 * row.counts.current >= HREFLANG_PERCENT * row.counts.units
    ]


def _codes(language: str) -> list[str]:
    """Return the language as the profile writes it, if it can."""
    code = language.split("-")[0]
    return [code] if len(code) == CODE_LENGTH else []


def _words_in(name: UnitText, description: UnitText) -> dict[str, object]:
    """Return name and description, with the language they are in."""
    language = next(iter(_codes(name.language)), NEAREST_CODE)
    return {
        "@context": [CONTEXT, {"@language": language}],
        "name": name.text,
        "description": description.text,
    }


def _in_language(language: str) -> dict[str, object]:
    codes = _codes(language)
    return {"inLanguage": codes} if codes else {}


def pack_metadata(opened: OpenPack, public_url: str) -> dict[str, object]:
    """Return a pack as a LearningResource."""
    view = opened.view
    address = public_url + opened.base
    return {
        **_words_in(view.title, view.summary),
        **_in_language(opened.page.code if view.here else view.source_language),
        "id": address,
        "type": [*TYPES, "Course"],
        "license": {"id": LICENCE},
        "isAccessibleForFree": True,
        "dateModified": view.pack.updated_at.date().isoformat(),
        "datePublished": view.pack.published_at.date().isoformat(),
        "creator": [
            {"type": "Organization", "name": credit.name} for credit in view.credits
        ],
        "publisher": [{"type": "Organization", "name": "Passalong"}],
        "timeRequired": f"PT{view.pack.minutes}M",
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
        **_words_in(lesson.title, lesson.lead),
        **_in_language(_language_of(opened)),
        "id": public_url + opened.base,
        "type": TYPES,
        "license": {"id": LICENCE},
        "isAccessibleForFree": True,
        "dateModified": lesson.changed_on,
        "timeRequired": f"PT{module.minutes}M",
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


def _language_of(opened: OpenModule) -> str:
    lesson = opened.lesson
    is_here = lesson.fallback < lesson.units
    view = opened.opened.view
    return opened.opened.page.code if is_here else view.source_language


def course_metadata(
    view: CourseView, language: str, address: str, public_url: str
) -> dict[str, object]:
    """Return a course with its packs."""
    return {
        **_words_in(view.title, view.summary),
        **_in_language(view.title.language),
        "id": address,
        "type": [*TYPES, "Course"],
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
