"""Paths that a learner takes, made in a room above: what it has to tell of each."""

from msgspec import Struct
from sqlmodel import Session

from app.learning.dependencies import Visitor
from app.platform.languages import Language


class JoinedPath(Struct, frozen=True):
    """A path somebody takes, and whose it is."""

    title: str
    language: Language
    href: str
    organisation: str


def no_paths(_session: Session, _visitor: Visitor) -> list[JoinedPath]:
    """Return the paths somebody takes, where nobody makes any."""
    return []
