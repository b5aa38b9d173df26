"""Facts about packs that rooms above may want to know."""

from typing import ClassVar

from app.platform.outbox import Event


class PackLoaded(Event, frozen=True):
    """A pack's published text, its translations or its files have changed."""

    name: ClassVar[str] = "packs.loaded"
    gathers: ClassVar[bool] = True

    pack_key: str


class PackWithdrawn(Event, frozen=True):
    """A pack is no longer offered."""

    name: ClassVar[str] = "packs.withdrawn"
    gathers: ClassVar[bool] = True

    pack_key: str


class CourseChanged(Event, frozen=True):
    """A course was loaded or withdrawn."""

    name: ClassVar[str] = "courses.changed"
    gathers: ClassVar[bool] = True

    course_key: str


class PackTranslated(Event, frozen=True):
    """Somebody has changed what a pack says in a language, or in any ("")."""

    name: ClassVar[str] = "packs.translated"
    gathers: ClassVar[bool] = True

    pack_key: str
    language: str
