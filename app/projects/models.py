"""Tables of projects and organisations."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.platform import clock
from app.platform.db import UTCDateTime, enum_type


class OrganisationKind(StrEnum):
    """What an organisation is."""

    AFFILIATE = "affiliate"
    GLAM = "glam"
    SCHOOL = "school"
    UNIVERSITY = "university"
    LIBRARY = "library"
    ARCHIVE = "archive"
    MUSEUM = "museum"
    FOUNDATION = "foundation"
    OTHER = "other"


class OrganisationRole(StrEnum):
    """What an organisation did in a project."""

    LEAD = "lead"
    PARTNER = "partner"
    FUNDER = "funder"
    HOST = "host"


class Organisation(SQLModel, table=True):
    """An affiliate, GLAM institution, school or partner."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    slug: str = Field(unique=True)
    name: str = Field(index=True)
    kind: OrganisationKind = Field(sa_type=enum_type(OrganisationKind))
    place: str = ""
    country: str = ""
    website: str = ""
    wikidata: str = ""
    source_title: str = ""
    source_url: str = ""
    document_id: int = Field(foreign_key="document.id", unique=True)
    file_hash: str = ""
    is_withdrawn: bool = False


class OrganisationEditor(SQLModel, table=True):
    """Somebody who acts for an organisation here: its sites, its packs in frames."""

    __tablename__ = "organisation_editor"

    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", primary_key=True
    )
    user_id: int = Field(
        foreign_key="user.id", ondelete="CASCADE", primary_key=True, index=True
    )
    added_by: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    created_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class Project(SQLModel, table=True):
    """A finished real-world project. Dates may be a year or a month only."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    slug: str = Field(unique=True)
    title: str
    place: str = ""
    country: str = ""
    starts: str = ""
    ends: str = Field(default="", index=True)
    report_title: str = ""
    report_url: str = ""
    document_id: int = Field(foreign_key="document.id", unique=True)
    file_hash: str = ""
    is_withdrawn: bool = False


class ProjectSkill(SQLModel, table=True):
    """A skill-set a project deployed."""

    __tablename__ = "project_skill"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    skill: str = Field(primary_key=True, index=True)


class ProjectOrganisation(SQLModel, table=True):
    """An organisation's part in a project."""

    __tablename__ = "project_organisation"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    organisation_id: int = Field(
        foreign_key="organisation.id", ondelete="CASCADE", primary_key=True, index=True
    )
    role: OrganisationRole = Field(
        sa_type=enum_type(OrganisationRole), primary_key=True
    )


class ProjectRepeat(SQLModel, table=True):
    """An earlier project that a project did again, as its source tells.

    Named by its slug: which of the two is loaded first does not matter.
    """

    __tablename__ = "project_repeat"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    earlier_slug: str = Field(index=True)
    source_key: str


class ProjectPerson(SQLModel, table=True):
    """Somebody with a public role in a project, as the source names them."""

    __tablename__ = "project_person"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    name: str
    role: str
    source_key: str


class ProjectFinding(SQLModel, table=True):
    """What worked or what did not; its words are the unit at `position` of its kind."""

    __tablename__ = "project_finding"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    kind: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    source_key: str


class ProjectNumber(SQLModel, table=True):
    """A figure with its source; its label is a unit."""

    __tablename__ = "project_number"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    value: str
    source_key: str


class ProjectSource(SQLModel, table=True):
    """A public source about a project."""

    __tablename__ = "project_source"

    project_id: int = Field(
        foreign_key="project.id", ondelete="CASCADE", primary_key=True
    )
    key: str = Field(primary_key=True)
    position: int
    title: str
    url: str
    shows: str
    accessed_on: date
