"""A pack as it comes from elsewhere, and the files of the folder it becomes.

Nothing is made up: what a pack needs and its source does not say is a sentence that
says what belongs there, marked with a pencil. Nobody can publish it with one left.
"""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from app.content.schemas import SLUG
from app.platform import clock
from app.platform.i18n import N_, gettext
from app.platform.ids import short_id
from app.translation.catalogs import CatalogEntry, UnitCatalog, write_catalog

PENCIL = "✎"
WORDS_A_MINUTE = 150
MOST_MINUTES, FEWEST_MINUTES = 120, 5
MAX_SLUG = 60
MAX_LINE, MAX_TEXT = 300, 2_000
SUMMARY = N_(
    "Say in one or two sentences what people follow and what they end up with."
)
GOAL = N_("Name something people can do afterwards.")
LEAD = N_("Say in a sentence why this matters.")


def place_for(message: str) -> str:
    """Return an empty place: the pencil and what belongs there, in words."""
    return f"{PENCIL} {gettext(message)}"


class Credit(Struct, frozen=True):
    """Somebody who made the source, and as what."""

    name: str
    role: str = "author"


class Citation(Struct, frozen=True):
    """Where something comes from. `shows` says what it tells."""

    id: str
    title: str
    url: str
    shows: str


class ModuleDraft(Struct):
    """A module. `minutes` is the time to read it when nobody says how long it takes."""

    title: str
    body: str
    lead: str = ""
    kind: str = "training"
    minutes: int = 0
    goals: Sequence[str] = ()
    file: str = ""


class PackDraft(Struct):
    """A pack. `wordings` are translations by language: source text to translation."""

    title: str
    language: str
    modules: list[ModuleDraft] = field(default_factory=list)
    summary: str = ""
    goals: Sequence[str] = ()
    skills: Sequence[str] = ()
    licence: str = "CC-BY-SA-4.0"
    projects: Sequence[str] = ()
    organisations: Sequence[str] = ()
    credits: Sequence[Credit] = ()
    citations: Sequence[Citation] = ()
    wordings: dict[str, dict[str, str]] = field(default_factory=dict)
    rough: dict[str, set[str]] = field(default_factory=dict)


def empty_lines(text: str) -> list[tuple[int, str]]:
    """Return the empty places of a text: their lines, and what belongs there."""
    return [
        (line, row.partition(PENCIL)[2].strip(' "],'))
        for line, row in enumerate(text.split("\n"), start=1)
        if PENCIL in row
    ]


def slug_of(title: str, otherwise: str = "pack") -> str:
    """Return words of a title that can stand in an address."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall("[a-z0-9]+", plain.lower()))[:MAX_SLUG].strip("-")
    return slug if re.fullmatch(SLUG, slug) else otherwise


def pack_files(draft: PackDraft) -> dict[str, bytes]:
    """Return the files of a pack's folder: `pack.toml`, modules, catalogs."""
    files = {"pack.toml": _pack_toml(draft).encode()}
    for number, module in enumerate(draft.modules, start=1):
        slug = slug_of(module.title, f"module-{number}")
        name = f"modules/{number:02}-{slug}.md"
        files[name] = module_text(module, f"m{number}").encode()
    for language, wordings in sorted(draft.wordings.items()):
        rough = draft.rough.get(language, set())
        files[f"translations/{language}.po"] = _catalog(language, wordings, rough)
    return files


def module_text(module: ModuleDraft, key: str) -> str:
    """Return the file of a module."""
    minutes = module.minutes or reading_minutes(module.body)
    lead = _shortened(module.lead, MAX_TEXT) or place_for(LEAD)
    head = {
        "id": key,
        "title": _shortened(module.title, MAX_LINE),
        "kind": module.kind,
        "minutes": min(max(minutes, 1), MOST_MINUTES),
        "lead": lead,
    }
    rows = [f"{name} = {_quoted(value)}" for name, value in head.items()]
    goals = "".join(f"- {goal}\n" for goal in module.goals or [place_for(GOAL)])
    # A text may say its goals itself.
    opening = (
        "" if module.body.startswith("::: goals") else f"::: goals\n{goals}:::\n\n"
    )
    return "+++\n" + "\n".join(rows) + f"\n+++\n\n{opening}{module.body.strip()}\n"


def reading_minutes(text: str) -> int:
    """Return the minutes a text takes to read, at least five."""
    return max(FEWEST_MINUTES, math.ceil(len(text.split()) / WORDS_A_MINUTE))


def _pack_toml(draft: PackDraft) -> str:
    fields: Mapping[str, object] = {
        "id": short_id(6),
        "source_language": draft.language,
        "title": _shortened(draft.title, MAX_LINE),
        "summary": _shortened(draft.summary, MAX_TEXT) or place_for(SUMMARY),
        "goals": list(draft.goals) or [place_for(GOAL)],
        "skills": list(draft.skills),
        "level": "beginner",
        "licence": draft.licence,
        "projects": list(draft.projects),
        "organisations": list(draft.organisations),
    }
    rows = [f"{name} = {_quoted(value)}" for name, value in fields.items()]
    today = clock.now().date().isoformat()
    for credit in draft.credits:
        rows += ["", "[[authors]]", f"name = {_quoted(credit.name)}"]
        rows.append(f"role = {_quoted(credit.role)}")
    for cited in draft.citations:
        rows += ["", "[[sources]]"]
        for name in ("id", "title", "url", "shows"):
            rows.append(f"{name} = {_quoted(getattr(cited, name))}")
        rows.append(f"accessed = {today}")
    return "\n".join(rows) + "\n"


def _quoted(value: object) -> str:
    # TOML strings and arrays of them are written as those of JSON are.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _shortened(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _catalog(language: str, wordings: Mapping[str, str], rough: Iterable[str]) -> bytes:
    rough = set(rough)
    entries = tuple(
        CatalogEntry("", source, text, is_fuzzy=source in rough)
        for source, text in wordings.items()
    )
    return write_catalog(UnitCatalog(language, {}, entries))
