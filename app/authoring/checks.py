"""What has to be mended in a module's text before readers can get it."""

import re
from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.pack_captions import has_captions
from app.authoring.pack_files import with_drafts
from app.content.field_faults import field_fault
from app.content.folder_reader import MEND_LINE
from app.content.lesson_checks import examine_lesson
from app.content.lesson_findings import LessonFacts, Surroundings
from app.content.module_files import ModuleFile
from app.content.problems import Problem
from app.content.schemas import ModuleFields
from app.packs.models import Pack, PublicState
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.platform.told import Told
from app.projects.models import Organisation, Project
from app.reading.loading import OpenModule
from app.reading.pack_view import PackView
from app.texts.segments import FrontMatterError, split_front_matter

_OWN_LINK = re.compile(r"\]\((project|organisation|pack|skill):([a-z0-9-]+)")
_FILM = re.compile(r"\s*:{3,}\s*video\b.*\bfile=\"?(?P<name>[a-z0-9-]+)")
NO_CAPTIONS = N_("the film “%(title)s” has no captions in its language")


def read_module_file(opened: OpenModule, text: str) -> ModuleFile | list[Problem]:
    """Return a module's text as a checked file, or what is wrong with its head."""
    module = opened.station.module
    try:
        raw, body, line = split_front_matter(text)
        fields = ModuleFields.model_validate(raw)
    except FrontMatterError as error:
        return [Problem("", error.line, error.reason, MEND_LINE)]
    except ValidationError as error:
        return [Problem("", 1, field_fault(item), MEND_LINE) for item in error.errors()]
    return ModuleFile(module.key, module.slug, text, fields, body, line)


def problems_of(session: Session, opened: OpenModule, text: str) -> list[Problem]:
    """Return what is wrong with a text, by line of the Markdown."""
    file = read_module_file(opened, text)
    return file if isinstance(file, list) else examined(session, opened, file)[0]


def examined(
    session: Session, opened: OpenModule, file: ModuleFile
) -> tuple[list[Problem], LessonFacts | None]:
    """Return what is wrong with a module, and what is noted of it for readers."""
    view = with_drafts(opened).opened.view
    around = Surroundings(_targets(session, view, file.body))
    # Authors see the Markdown without the head of its file.
    found, facts = examine_lesson(file, around)
    first = file.body_line - 1
    moved = [Problem("", max(1, p.line - first), p.reason, p.mend) for p in found]
    return sorted([*moved, *_without_captions(session, view, file.body)]), facts


def _without_captions(session: Session, view: PackView, body: str) -> Iterator[Problem]:
    """Yield the films that nobody has written down, where the pack wants that."""
    if not view.pack.needs_captions:
        return
    for number, line in enumerate(body.split("\n"), 1):
        film = _FILM.match(line)
        group = view.media.get(film["name"]) if film else None
        if group is not None and not has_captions(session, group):
            reason = Told(NO_CAPTIONS, title=group.item.title)
            mend = Told(N_("Write them on the page of the file"))
            yield Problem("", number, reason, mend)


def _targets(session: Session, view: PackView, body: str) -> dict[str, list[str]]:
    """Return what links and blocks of a module may point to."""
    files = [file.file_name for group in view.media.values() for file in group.files]
    linked = dict(linked_things(session, body))
    return {
        "source": [source.key for source in view.sources],
        "module": list(view.module_keys),
        "media": files,
        "media group": list(view.media),
        "slides": [name for name, group in view.media.items() if group.pages],
        "skill": list(SKILLS),
        **linked,
    }


def linked_things(session: Session, body: str) -> Iterator[tuple[str, list[str]]]:
    """Yield, of the things the text links to, those there are."""
    wanted: dict[str, set[str]] = {}
    for kind, slug in _OWN_LINK.findall(body):
        wanted.setdefault(kind, set()).add(slug)
    slugs_of = {
        "project": (col(Project.slug), ~col(Project.is_withdrawn)),
        "organisation": (col(Organisation.slug), ~col(Organisation.is_withdrawn)),
        "pack": (col(Pack.slug), col(Pack.state) == PublicState.PUBLISHED),
    }
    for kind, (slug, is_open) in slugs_of.items():
        slugs = wanted.get(kind, set())
        found = select(slug).where(slug.in_(slugs), is_open)
        yield kind, list(session.scalars(found)) if slugs else []
