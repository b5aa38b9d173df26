"""Reads all content folders: what there is, and what is wrong with it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from app.content.catalog_files import read_catalogs, read_recorded
from app.content.folder_reader import FolderReader, folder_hash, line_of
from app.content.problems import ContentError, Problem
from app.content.reading import read_pack
from app.content.references import check_together
from app.content.schemas import CourseFields, OrganisationFields, ProjectFields
from app.content.shelves import (
    CourseFolder,
    OrganisationFile,
    ProjectFile,
)
from app.content.shelves import Library as Library
from app.platform.ids import text_hash


def read_library(root: Path) -> Library:
    """Read every content folder; what is wrong ends up in `problems`."""
    root = root.resolve()
    library = Library(root)
    if not any((root / shelf).is_dir() for shelf in library.shelves):
        mend = "Name the folder that holds learning_packs/"
        library.problems.append(Problem(str(root), 1, "there is no content here", mend))
    _read_each(library, "organisations", "*.toml", _organisation)
    _read_each(library, "projects", "*.toml", _project)
    _read_each(library, "learning_packs", "[!.]*/", _pack)
    _read_each(library, "courses", "[!.]*/", _course)
    check_together(library)
    library.problems.sort()
    return library


def _read_each(
    library: Library,
    folder: str,
    pattern: str,
    read: Callable[[Library, Path], None],
) -> None:
    for path in sorted((library.root / folder).glob(pattern)):
        if pattern == "*.toml" or path.is_dir():
            try:
                read(library, path)
            except ContentError as error:
                library.problems += error.problems
                library.broken.add((folder, path.stem))


def _organisation(library: Library, path: Path) -> None:
    reader = FolderReader(library.root)
    reader.check_name(path, path.stem)
    read = reader.fields(path, OrganisationFields)
    if reader.problems or read is None:
        raise ContentError(reader.problems)
    library.organisations[path.stem] = OrganisationFile(
        path.stem, *read, hash=text_hash(read[0])
    )


def _project(library: Library, path: Path) -> None:
    reader = FolderReader(library.root)
    reader.check_name(path, path.stem)
    read = reader.fields(path, ProjectFields)
    for place, part in enumerate(read[1].organisations if read else ()):
        if read and not library.knows("organisations", part.slug):
            reader.report(
                path,
                line_of(read[0], ("organisations", place, "slug")),
                f"organisations.{place}: there is no organisation “{part.slug}”",
                f"Add organisations/{part.slug}.toml or check the name",
            )
    if reader.problems or read is None:
        raise ContentError(reader.problems)
    library.projects[path.stem] = ProjectFile(path.stem, *read, hash=text_hash(read[0]))


def _pack(library: Library, path: Path) -> None:
    library.packs[path.name] = read_pack(path, library.root)


def _course(library: Library, folder: Path) -> None:
    reader = FolderReader(library.root)
    path = folder / "course.toml"
    reader.check_name(path, folder.name)
    read = reader.fields(path, CourseFields)
    of = f"course {read[1].id}" if read else ""
    catalogs = read_catalogs(reader, folder / "translations", of)
    recorded = read_recorded(reader, folder)
    for (place, name), reason, mend in _course_faults(read[1]) if read else ():
        line = line_of(read[0], ("packs", place, name)) if read else 1
        reader.report(path, line, reason, mend)
    if reader.problems or read is None:
        raise ContentError(reader.problems)
    library.courses[folder.name] = CourseFolder(
        folder.name,
        *read,
        catalogs=catalogs,
        recorded=recorded.get("course", ()),
        hash=folder_hash(folder),
    )


def _course_faults(
    fields: CourseFields,
) -> Iterator[tuple[tuple[int, str], str, str]]:
    """Yield a field of a pack in the course, what is wrong, what to do."""
    places: dict[str, int] = {}
    for place, entry in enumerate(fields.packs):
        if places.setdefault(entry.slug, place) != place:
            reason = f"{entry.slug} stands twice in the course"
            yield (place, "slug"), reason, "Keep it once"
    after = {entry.slug: set(entry.after) for entry in fields.packs}
    for slug, earlier in after.items():
        for missing in sorted(earlier - after.keys()):
            reason = f"{slug} comes after {missing}, which is not in the course"
            yield (places[slug], "after"), reason, "Add it"
    while ready := [
        slug for slug, earlier in after.items() if not earlier & set(after)
    ]:
        for slug in ready:
            del after[slug]
    if after:
        first = min(places[slug] for slug in after)
        reason = f"these packs wait for each other: {', '.join(sorted(after))}"
        yield (first, "after"), reason, "Take one `after` away"
