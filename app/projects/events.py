"""Facts about projects and organisations that rooms above may want to know."""

from typing import ClassVar

from app.platform.outbox import Event


class ProjectChanged(Event, frozen=True):
    """A project was loaded or withdrawn."""

    name: ClassVar[str] = "projects.changed"
    gathers: ClassVar[bool] = True

    project_key: str


class OrganisationChanged(Event, frozen=True):
    """An organisation was loaded or withdrawn."""

    name: ClassVar[str] = "organisations.changed"
    gathers: ClassVar[bool] = True

    organisation_key: str
