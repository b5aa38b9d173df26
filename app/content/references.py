"""What is wrong across content folders: shared ids, things that point nowhere."""

from collections.abc import Iterable, Iterator

from app.content.folder_reader import line_of
from app.content.lesson_checks import check_lesson
from app.content.lesson_findings import Surroundings
from app.content.problems import Problem
from app.content.reading import PackFolder
from app.content.shelves import CourseFolder, Library, ProjectFile
from app.packs.skills import SKILLS

ENDINGS = {
    "organisations": ".toml",
    "projects": ".toml",
    "learning_packs": "/pack.toml",
    "courses": "/course.toml",
}


def check_together(library: Library) -> None:
    """Take what points nowhere, or claims to be another, off its shelf."""
    _check_keys(library)
    _check_unit_ids(library)
    for slug, project in list(library.projects.items()):
        if problems := list(_project_references(library, project)):
            _take_off(library, "projects", slug, problems)
    for slug, pack in list(library.packs.items()):
        around = _surroundings(library, pack)
        problems = list(_pack_references(library, pack))
        for module in pack.modules:
            problems += check_lesson(module, around)
        if problems:
            _take_off(library, "learning_packs", slug, problems)
    for slug, course in list(library.courses.items()):
        if problems := list(_course_references(library, course)):
            _take_off(library, "courses", slug, problems)


def _take_off(
    library: Library, shelf: str, slug: str, problems: Iterable[Problem]
) -> None:
    library.problems += problems
    library.broken.add((shelf, slug))
    del library.shelves[shelf][slug]


def _check_keys(library: Library) -> None:
    """Refuse all that share an id: nobody can tell which one is the copy."""
    owners: dict[str, list[tuple[str, str, str]]] = {}
    for shelf, things in library.shelves.items():
        for slug, thing in things.items():
            line = (shelf, slug, thing.text)
            owners.setdefault(thing.fields.id, []).append(line)
    for key, sharing in owners.items():
        files = [shelf + "/" + slug + ENDINGS[shelf] for shelf, slug, _ in sharing]
        for place, (shelf, slug, text) in enumerate(sharing):
            if len(sharing) > 1:
                others = ", ".join(file for file in files if file != files[place])
                reason = f"the id {key} is also in {others}"
                mend = "Make a new id for the newer one"
                problem = Problem(files[place], line_of(text, ("id",)), reason, mend)
                _take_off(library, shelf, slug, [problem])


def _check_unit_ids(library: Library) -> None:
    owners: dict[str, str] = {}
    for slug, pack in list(library.packs.items()):
        recorded = (unit for units in pack.recorded.values() for unit in units)
        ids = {unit.id for unit in recorded}
        shared = sorted(unit_id for unit_id in ids if unit_id in owners)
        if shared:
            file = f"learning_packs/{slug}/units.json"
            other = owners[shared[0]]
            reason = f"the unit id {shared[0]} is also in {other}"
            mend = "Delete the file of the newer pack, it was copied"
            _take_off(library, "learning_packs", slug, [Problem(file, 1, reason, mend)])
        owners |= dict.fromkeys(ids, f"learning_packs/{slug}/units.json")


def _pack_references(library: Library, pack: PackFolder) -> Iterator[Problem]:
    file = f"learning_packs/{pack.slug}/pack.toml"
    for kind, slugs in (
        ("project", pack.fields.projects),
        ("organisation", pack.fields.organisations),
    ):
        for slug in slugs:
            if not library.knows(f"{kind}s", slug):
                line = line_of(pack.text, (f"{kind}s",))
                mend = f"Add {kind}s/{slug}.toml or check the name"
                yield Problem(file, line, f"there is no {kind} “{slug}”", mend)
    yield from _successor_faults(library, pack)
    cover = pack.fields.cover
    pictures = {one.name for one in pack.media if one.fields.kind == "image"}
    if cover and cover not in pictures:
        line, reason = line_of(pack.text, ("cover",)), f"there is no picture “{cover}”"
        yield Problem(file, line, reason, "Add it to `media` or check the name")
    for catalog in pack.catalogs:
        if catalog.language == pack.fields.source_language:
            file = f"learning_packs/{pack.slug}/translations/{catalog.language}.po"
            yield Problem(file, 1, "this is the language of the source", "Delete it")


def _successor_faults(library: Library, pack: PackFolder) -> Iterator[Problem]:
    slug = pack.fields.successor
    if not slug:
        return
    following = library.packs.get(slug)
    if slug == pack.slug:
        reason, mend = "the pack is its own successor", "Name another pack"
    elif not library.knows("learning_packs", slug):
        reason, mend = f"there is no pack “{slug}”", "Add the pack or check the name"
    elif following and following.fields.successor:
        reason = f"“{slug}” has a successor itself"
        mend = f"Name “{following.fields.successor}”"
    else:
        return
    line = line_of(pack.text, ("successor",))
    yield Problem(f"learning_packs/{pack.slug}/pack.toml", line, reason, mend)


def _project_references(library: Library, project: ProjectFile) -> Iterator[Problem]:
    file = f"projects/{project.slug}.toml"
    for place, part in enumerate(project.fields.organisations):
        if not library.knows("organisations", part.slug):
            line = line_of(project.text, ("organisations", place, "slug"))
            reason = f"there is no organisation “{part.slug}”"
            mend = f"Add organisations/{part.slug}.toml or check the name"
            yield Problem(file, line, reason, mend)
    for place, repeat in enumerate(project.fields.repeats):
        line = line_of(project.text, ("repeats", place, "project"))
        if not library.knows("projects", repeat.project):
            reason = f"there is no project “{repeat.project}”"
            mend = f"Add projects/{repeat.project}.toml or check the name"
            yield Problem(file, line, reason, mend)
        elif project.slug in _before(library, repeat.project):
            reason = f"“{repeat.project}” comes after this project, or is this one"
            yield Problem(file, line, reason, "Name a project that came before it")


def _before(library: Library, slug: str) -> set[str]:
    """Return a project with all that it did again, and all that these did again."""
    found: set[str] = set()
    left = [slug]
    while left:
        current = left.pop()
        project = library.projects.get(current)
        if current not in found and project:
            left += [repeat.project for repeat in project.fields.repeats]
        found.add(current)
    return found


def _course_references(library: Library, course: CourseFolder) -> Iterator[Problem]:
    file = f"courses/{course.slug}/course.toml"
    for place, entry in enumerate(course.fields.packs):
        if not library.knows("learning_packs", entry.slug):
            line = line_of(course.text, ("packs", place, "slug"))
            reason = f"there is no pack “{entry.slug}”"
            yield Problem(file, line, reason, "Add the pack or check the name")
        pack = library.packs.get(entry.slug)
        if pack and pack.fields.successor:
            line = line_of(course.text, ("packs", place, "slug"))
            reason = f"“{entry.slug}” was withdrawn"
            yield Problem(file, line, reason, f"Name “{pack.fields.successor}”")
    organisation = course.fields.organisation
    if organisation and not library.knows("organisations", organisation):
        line = line_of(course.text, ("organisation",))
        reason = f"there is no organisation “{organisation}”"
        yield Problem(file, line, reason, "Add the file or check the name")


def _surroundings(library: Library, pack: PackFolder) -> Surroundings:
    media_files = {v.file for group in pack.media for v in group.fields.files}
    return Surroundings(
        {
            "source": {source.id for source in pack.fields.sources},
            "module": {module.fields.id for module in pack.modules},
            "media": media_files,
            "media group": {group.name for group in pack.media},
            "slides": {group.name for group in pack.media if group.has_pages},
            "project": library.names("projects"),
            "organisation": library.names("organisations"),
            "pack": library.names("learning_packs"),
            "skill": frozenset(SKILLS),
        }
    )
