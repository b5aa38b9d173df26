"""Facts about projects and organisations that rooms above may want to know."""

from dataclasses import dataclass
from typing import ClassVar

from app.platform.outbox import Event


@dataclass(frozen=True)
class ProjectChanged(Event):
    """A project was loaded or withdrawn."""

    name: ClassVar[str] = "projects.changed"
    gathers: ClassVar[bool] = True

    project_key: str


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """An organisation was loaded or withdrawn."""

    name: ClassVar[str] = "organisations.changed"
    gathers: ClassVar[bool] = True

    organisation_key: str
