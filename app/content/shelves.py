"""What content folders hold, together: what can be loaded, and what cannot."""

from pathlib import Path

from msgspec import Struct, field

from app.content.problems import Problem
from app.content.reading import PackFolder
from app.content.schemas import CourseFields, OrganisationFields, ProjectFields
from app.texts.linking import RecordedUnit
from app.translation.catalogs import UnitCatalog


class CourseFolder(Struct, frozen=True):
    """A course as it stands in its folder."""

    slug: str
    text: str
    fields: CourseFields
    catalogs: tuple[UnitCatalog, ...]
    recorded: tuple[RecordedUnit, ...]
    hash: str


class ProjectFile(Struct, frozen=True):
    """A project as it stands in its file."""

    slug: str
    text: str
    fields: ProjectFields
    hash: str


class OrganisationFile(Struct, frozen=True):
    """An organisation as it stands in its file."""

    slug: str
    text: str
    fields: OrganisationFields
    hash: str


Shelf = (
    dict[str, PackFolder]
    | dict[str, CourseFolder]
    | dict[str, ProjectFile]
    | dict[str, OrganisationFile]
)


class Library(Struct):
    """Everything under a content folder that can be loaded, and what cannot."""

    root: Path
    packs: dict[str, PackFolder] = field(default_factory=dict)
    courses: dict[str, CourseFolder] = field(default_factory=dict)
    projects: dict[str, ProjectFile] = field(default_factory=dict)
    organisations: dict[str, OrganisationFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[tuple[str, str]] = field(default_factory=set)

    @property
    def shelves(self) -> dict[str, Shelf]:
        """What can be loaded, by the folder it is in."""
        return {
            "organisations": self.organisations,
            "projects": self.projects,
            "learning_packs": self.packs,
            "courses": self.courses,
        }

    def names(self, shelf: str) -> set[str]:
        """Return what is on a shelf, whole or broken.

        What is broken today still has its place: readers keep its last version.
        """
        broken = {slug for place, slug in self.broken if place == shelf}
        return broken | self.shelves[shelf].keys()

    def knows(self, shelf: str, slug: str) -> bool:
        """Tell whether there is such a thing, whole or broken."""
        return slug in self.shelves[shelf] or (shelf, slug) in self.broken
