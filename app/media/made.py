"""What was made of an upload: files that wait to be stored."""

from pathlib import Path

from msgspec import Struct, field

from app.media.cues import Spoken
from app.media.models import MediaKind, MediaRole


class MadeFile(Struct, frozen=True):
    """A file for readers, with its type and its size in pixels.

    `page` is the page of a document that it is a picture of, from 1; else 0.
    """

    path: Path
    content_type: str
    role: MediaRole = MediaRole.VARIANT
    width: int = 0
    height: int = 0
    page: int = 0


class Made(Struct):
    """Everything that was made, best first, and how many seconds it lasts.

    Of a document also how its words begin, and what each of its pages says.
    """

    kind: MediaKind
    files: list[MadeFile] = field(default_factory=list)
    seconds: float = 0
    preview: str = ""
    said: tuple[Spoken, ...] = ()
