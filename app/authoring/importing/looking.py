"""Looks through a folder that arrived: which packs it becomes, and what is lost."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from sqlmodel import Session

from app.authoring.checks import linked_things
from app.authoring.importing.drafting import (
    Citation,
    Credit,
    PackDraft,
    pack_files,
    place_for,
    slug_of,
)
from app.authoring.importing.markdown_folder import read_markdown_folder
from app.authoring.importing.mdbook import read_mdbook, summary_of
from app.authoring.importing.pandoc import Unreadable
from app.authoring.importing.remarks import Lost, Remark
from app.authoring.importing.sources import Found, Source, Wishes
from app.authoring.importing.unpacking import inner_folder
from app.authoring.importing.wiki_pages import ENDINGS, read_wiki_pages
from app.authoring.importing.wikiedu import is_training, read_wikiedu
from app.content.bringing import free_slug
from app.content.export import write_folder
from app.content.lesson_checks import check_lesson
from app.content.lesson_findings import Surroundings
from app.content.problems import ContentError, Problem
from app.content.reading import PackFolder, read_pack
from app.packs.models import PublicState
from app.packs.queries import find_pack_by_key
from app.packs.skills import SKILLS
from app.platform.i18n import N_
from app.platform.told import Told

MAX_MODULES = 99
NOTHING = N_("There is nothing in it that can become a pack.")
TOO_MANY = N_("It would be a pack of more than 99 modules. Bring in a part of it.")
WITHDRAWN = N_("This pack was withdrawn here. Nothing of it comes in.")
AUTHOR = N_("Name who made this.")
LICENCE = N_("Say under which licence this may be used.")
ONE_ID = Told(N_("two packs have one id"))
CHANGE_ONE = Told(N_("Change one"))
OWN = "pack"
_MISSING = re.compile(r"there is no (project|organisation|pack) “")


class Arrival(Struct, frozen=True):
    """A pack that would come in; `is_here` when one with its id is here already.

    `is_published` when readers have that one.
    """

    folder: PackFolder
    is_here: bool = False
    is_published: bool = False


class Looked(Struct, frozen=True):
    """What a folder becomes. With problems nothing of it can come in."""

    kind: str
    arrivals: Sequence[Arrival]
    remarks: Sequence[Remark]
    problems: Sequence[Problem]


def look(session: Session, root: Path, work: Path, wishes: Wishes) -> Looked:
    """Look through a folder; write the folders of packs it becomes below `work`.

    Raise Unreadable where nothing in it can be understood.
    """
    inner = inner_folder(root)
    source = Source(inner.resolve(), wishes)
    if own := list(_own_packs(inner)):
        return _looked(session, source, OWN, [_named(path, work) for path in own])
    found = _reader(inner)(source)
    folders = [_written(work, source, draft) for draft in found.packs]
    if not folders:
        raise Unreadable(NOTHING)
    return _looked(session, source, found.kind, folders)


def _own_packs(folder: Path) -> Iterator[Path]:
    """Yield the folders of packs of our own format."""
    for pattern in ("pack.toml", "*/pack.toml", "learning_packs/*/pack.toml"):
        yield from (path.parent for path in sorted(folder.glob(pattern)))


def _named(path: Path, work: Path) -> Path:
    """Move the folder of a pack where it has a name that can be an address."""
    return path.rename(_free(work / slug_of(path.name)))


def _free(folder: Path) -> Path:
    while folder.exists():
        folder = folder.with_name(folder.name + "-2")
    return folder


def _reader(folder: Path) -> Callable[[Source], Found]:
    if summary_of(folder):
        return read_mdbook
    if is_training(folder):
        return read_wikiedu
    endings = {path.suffix.lower() for path in folder.rglob("*") if path.is_file()}
    if endings & ENDINGS:
        return read_wiki_pages
    if endings & {".md", ".markdown"}:
        return read_markdown_folder
    raise Unreadable(NOTHING)


def _written(work: Path, source: Source, draft: PackDraft) -> Path:
    """Write the folder of a draft, with what whoever imports it said."""
    draft.modules = [one for one in draft.modules if one.body.strip()]
    if not draft.modules:
        raise Unreadable(NOTHING)
    if len(draft.modules) > MAX_MODULES:
        raise Unreadable(TOO_MANY)
    wishes = source.wishes
    draft.skills = wishes.skills
    draft.licence = wishes.licence or place_for(LICENCE)
    draft.credits = draft.credits or [Credit(place_for(AUTHOR))]
    if wishes.address and not draft.citations:
        shows = draft.title
        draft.citations = [Citation("source", draft.title, wishes.address, shows)]
    folder = _free(work / slug_of(draft.title))
    write_folder(folder, pack_files(draft))
    return folder


def _looked(
    session: Session, source: Source, kind: str, folders: Sequence[Path]
) -> Looked:
    arrivals: list[Arrival] = []
    problems: list[Problem] = []
    for path in folders:
        try:
            folder = read_pack(path, path.parent)
        except ContentError as error:
            problems += error.problems
            continue
        for problem in faults_of(session, folder):
            if kind == OWN and _MISSING.match(problem.reason):
                source.remarks.append(
                    Remark(problem.file, problem.line, Lost.REFERENCE, problem.reason)
                )
            else:
                problems.append(problem)
        arrivals.append(_arrival(session, folder))
    keys = [one.folder.fields.id for one in arrivals]
    if len(set(keys)) < len(keys):
        problems.append(Problem("pack.toml", 1, ONE_ID, CHANGE_ONE))
    return Looked(kind, arrivals, sorted(set(source.remarks)), sorted(problems))


def faults_of(session: Session, folder: PackFolder) -> Iterator[Problem]:
    """Yield what is wrong with the texts of a pack, here where it would stand."""
    bodies = "\n".join(module.body for module in folder.modules)
    around = Surroundings(
        {
            "source": {source.id for source in folder.fields.sources},
            "module": {module.fields.id for module in folder.modules},
            "media": {v.file for group in folder.media for v in group.fields.files},
            "media group": {group.name for group in folder.media},
            "slides": {group.name for group in folder.media if group.has_pages},
            "skill": frozenset(SKILLS),
            **dict(linked_things(session, bodies)),
        }
    )
    for module in folder.modules:
        yield from check_lesson(module, around)


def _arrival(session: Session, folder: PackFolder) -> Arrival:
    known = find_pack_by_key(session, folder.fields.id)
    if known is None:
        return Arrival(replace(folder, slug=free_slug(session, folder.slug)))
    if known.state == PublicState.WITHDRAWN:
        raise Unreadable(WITHDRAWN)
    is_published = known.state == PublicState.PUBLISHED
    return Arrival(replace(folder, slug=known.slug), True, is_published)
