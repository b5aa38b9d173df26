"""Which wording of a unit a reader gets, and how it is marked."""

from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """How the wording a reader gets relates to the language asked for."""

    ORIGINAL = "original"
    CURRENT = "current"
    OUTDATED = "outdated"
    FALLBACK = "fallback"


class UnitText(Struct, frozen=True):
    """A unit's wording for a reader, in whichever language it could be had.

    `tag` and `direction` are for the page's `lang` and `dir`; they are empty when
    the wording is in the language of the page. `has_older` tells that there is a
    translation to that language which readers do not get, being of another wording.
    """

    unit_id: str
    text: str
    status: Status
    language: str
    tag: str = ""
    direction: str = ""
    is_machine: bool = False
    has_older: bool = False
