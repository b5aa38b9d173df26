"""Which copy somebody wants: of what, in which language, form and words around it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from app.platform.ids import derived_id

SLOT_CHARACTERS = 20
# What is taken along most, as addresses have it.
PACKS = "packs"


class Flavour(StrEnum):
    """What somebody takes along."""

    PAGES = "pages"
    EPUB = "epub"
    PDF = "pdf"
    ZIM = "zim"
    SCORM_12 = "scorm-1.2"
    SCORM_2004 = "scorm-2004"
    CMI5 = "cmi5"
    CARTRIDGE = "cartridge"
    THIN_12 = "thin-1.2"
    THIN_2004 = "thin-2004"
    MARKDOWN = "markdown"
    FOLDER = "folder"


class Carried(StrEnum):
    """What comes along besides texts and pictures; the rest stays on the web."""

    TEXT = "text"
    SOUND = "sound"
    FILM = "film"


class Wanted(Struct, frozen=True):
    """A copy, whatever its version. `locale` is that of the words around.

    `kind` says what it is of, as addresses have it: a pack, or a whole path or course.
    """

    slug: str
    language: str
    flavour: Flavour
    carried: Carried
    locale: str
    sees_drafts: bool = False
    kind: str = PACKS

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> "Wanted":
        """Return what `as_payload` wrote."""
        flavour, carried = Flavour(payload["flavour"]), Carried(payload["carried"])
        return cls(**{**payload, "flavour": flavour, "carried": carried})

    def as_payload(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)

    @property
    def slot(self) -> str:
        """What tells it from every other copy: letters and digits."""
        parts = (self.slug, self.language, self.flavour, self.carried, self.locale)
        # Copies of packs were kept before there were others.
        kind = () if self.kind == PACKS else (self.kind,)
        return derived_id(*parts, *kind, length=SLOT_CHARACTERS)
