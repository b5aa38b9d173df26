"""All content folders together: what there is, and what is wrong across them."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from app.content.lesson_checks import check_lesson
from app.content.lesson_findings import Surroundings
from app.content.problems import ContentError, Problem
from app.content.reading import (
    FolderReader,
    PackFolder,
    folder_hash,
    read_catalogs,
    read_pack,
    read_recorded,
)
from app.content.schemas import CourseFields, OrganisationFields, ProjectFields
from app.packs.skills import SKILLS
from app.platform.ids import text_hash
from app.texts.service import RecordedUnit
from app.translation.catalogs import UnitCatalog

T = TypeVar("T")


@dataclass(frozen=True)
class CourseFolder:
    """A course as it stands in its folder."""

    slug: str
    text: str
    fields: CourseFields
    catalogs: tuple[UnitCatalog, ...]
    recorded: tuple[RecordedUnit, ...]
    hash: str


@dataclass(frozen=True)
class ProjectFile:
    """A project as it stands in its file."""

    slug: str
    text: str
    fields: ProjectFields
    hash: str


@dataclass(frozen=True)
class OrganisationFile:
    """An organisation as it stands in its file."""

    slug: str
    text: str
    fields: OrganisationFields
    hash: str


@dataclass
class Library:
    """Everything under a content folder that can be loaded, and what cannot."""

    root: Path
    packs: dict[str, PackFolder] = field(default_factory=dict)
    courses: dict[str, CourseFolder] = field(default_factory=dict)
    projects: dict[str, ProjectFile] = field(default_factory=dict)
    organisations: dict[str, OrganisationFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)


def read_library(root: Path) -> Library:
    """Read every content folder; what is wrong ends up in `problems`."""
    root = root.resolve()
    library = Library(root)
    _read_each(library, "organisations", "*.toml", _organisation)
    _read_each(library, "projects", "*.toml", _project)
    _read_each(library, "learning_packs", "*/pack.toml", _pack)
    _read_each(library, "courses", "*/course.toml", _course)
    _check_together(library)
    library.problems.sort()
    return library


def _read_each(
    library: Library,
    folder: str,
    pattern: str,
    read: Callable[[Library, Path], None],
) -> None:
    for path in sorted((library.root / folder).glob(pattern)):
        try:
            read(library, path)
        except ContentError as error:
            slug = path.stem if pattern == "*.toml" else path.parent.name
            library.problems += error.problems
            library.broken.add((folder, slug))


def _organisation(library: Library, path: Path) -> None:
    reader = FolderReader(library.root)
    read = reader.fields(path, OrganisationFields)
    if read is None:
        raise ContentError(reader.problems)
    library.organisations[path.stem] = OrganisationFile(
        path.stem, *read, hash=text_hash(read[0])
    )


def _project(library: Library, path: Path) -> None:
    reader = FolderReader(library.root)
    read = reader.fields(path, ProjectFields)
    if read is None:
        raise ContentError(reader.problems)
    for place, part in enumerate(read[1].organisations):
        if part.slug not in library.organisations:
            reader.report(
                path,
                1,
                f"organisations.{place}: there is no organisation “{part.slug}”",
                f"Add organisations/{part.slug}.toml or check the name",
            )
    if reader.problems:
        raise ContentError(reader.problems)
    library.projects[path.stem] = ProjectFile(path.stem, *read, hash=text_hash(read[0]))


def _pack(library: Library, path: Path) -> None:
    library.packs[path.parent.name] = read_pack(path.parent, library.root)


def _course(library: Library, path: Path) -> None:
    reader = FolderReader(library.root)
    read = reader.fields(path, CourseFields)
    catalogs = read_catalogs(reader, path.parent / "translations")
    recorded = read_recorded(reader, path.parent)
    if read is not None:
        for reason, mend in _course_faults(read[1]):
            reader.report(path, 1, reason, mend)
    if reader.problems or read is None:
        raise ContentError(reader.problems)
    library.courses[path.parent.name] = CourseFolder(
        path.parent.name,
        *read,
        catalogs=catalogs,
        recorded=recorded.get("course", ()),
        hash=folder_hash(path.parent),
    )


def _course_faults(fields: CourseFields) -> Iterator[tuple[str, str]]:
    after = {entry.slug: set(entry.after) for entry in fields.packs}
    if len(after) != len(fields.packs):
        yield "a pack stands twice in the course", "Keep it once"
    for slug, earlier in after.items():
        for missing in sorted(earlier - after.keys()):
            yield f"{slug} comes after {missing}, which is not in the course", "Add it"
    while ready := [
        slug for slug, earlier in after.items() if not earlier & set(after)
    ]:
        for slug in ready:
            del after[slug]
    if after:
        circle = ", ".join(sorted(after))
        yield f"these packs wait for each other: {circle}", "Take one `after` away"


def _check_together(library: Library) -> None:
    _check_keys(library)
    for slug, pack in list(library.packs.items()):
        problems = [
            *_pack_references(library, pack),
            *(
                problem
                for module in pack.modules
                for problem in check_lesson(module, _surroundings(library, pack))
            ),
        ]
        if problems:
            library.problems += problems
            library.broken.add(("learning_packs", slug))
            del library.packs[slug]
    for slug, course in list(library.courses.items()):
        problems = list(_course_references(library, course))
        if problems:
            library.problems += problems
            library.broken.add(("courses", slug))
            del library.courses[slug]


def _check_keys(library: Library) -> None:
    seen: dict[str, str] = {}
    for folder, things, ending in _shelves(library):
        for slug, key in [(slug, thing.fields.id) for slug, thing in things.items()]:
            file = f"{folder}/{slug}{ending}"
            if key in seen:
                reason = f"the id {key} is also in {seen[key]}"
                library.problems.append(Problem(file, 1, reason, "Make a new id"))
                library.broken.add((folder, slug))
                del things[slug]
            seen.setdefault(key, file)


Shelf = (
    dict[str, PackFolder]
    | dict[str, CourseFolder]
    | dict[str, ProjectFile]
    | dict[str, OrganisationFile]
)


def _shelves(library: Library) -> Iterator[tuple[str, Shelf, str]]:
    yield "learning_packs", library.packs, "/pack.toml"
    yield "courses", library.courses, "/course.toml"
    yield "projects", library.projects, ".toml"
    yield "organisations", library.organisations, ".toml"


def _pack_references(library: Library, pack: PackFolder) -> Iterator[Problem]:
    file = f"learning_packs/{pack.slug}/pack.toml"
    wanted: tuple[tuple[str, list[str], Collection[str]], ...] = (
        ("project", pack.fields.projects, library.projects),
        ("organisation", pack.fields.organisations, library.organisations),
    )
    for kind, slugs, known in wanted:
        for slug in slugs:
            if slug not in known:
                mend = f"Add {kind}s/{slug}.toml or check the name"
                yield Problem(file, 1, f"there is no {kind} “{slug}”", mend)


def _course_references(library: Library, course: CourseFolder) -> Iterator[Problem]:
    file = f"courses/{course.slug}/course.toml"
    for entry in course.fields.packs:
        if not _is_known_pack(library, entry.slug):
            reason = f"there is no pack “{entry.slug}”"
            yield Problem(file, 1, reason, "Add the pack or check the name")
    organisation = course.fields.organisation
    if organisation and organisation not in library.organisations:
        reason = f"there is no organisation “{organisation}”"
        yield Problem(file, 1, reason, "Add the file or check the name")


def _is_known_pack(library: Library, slug: str) -> bool:
    # A pack that is broken today still has its place; readers keep its last version.
    return slug in library.packs or ("learning_packs", slug) in library.broken


def _surroundings(library: Library, pack: PackFolder) -> Surroundings:
    media_files = {v.file for group in pack.media for v in group.fields.files}
    packs = set(library.packs) | {
        slug for folder, slug in library.broken if folder == "learning_packs"
    }
    return Surroundings(
        {
            "source": {source.id for source in pack.fields.sources},
            "module": {module.fields.id for module in pack.modules},
            "media": media_files,
            "media group": {group.name for group in pack.media},
            "project": set(library.projects),
            "organisation": set(library.organisations),
            "pack": packs,
            "skill": set(SKILLS),
        }
    )
