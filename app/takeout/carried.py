"""How much of a pack's sound and film comes along, and which files those are."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

from app.media.models import MediaFile, MediaKind
from app.media.queries import MediaGroup
from app.reading.offline_sizes import played_everywhere
from app.reading.pictures import MODERN
from app.takeout.wanted import Carried

# What runs nothing wherever it is opened. A page or drawing with a script would run it
# in the learning system that unpacks a copy, so such files stay on the web.
INERT = frozenset(
    {
        *(".csv", ".tsv", ".txt", ".md", ".pdf", ".rtf"),
        *(".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx"),
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"),
        *(".m4a", ".mp3", ".opus", ".ogg", ".oga", ".mp4", ".webm"),
    }
)


class Luggage(Struct, frozen=True):
    """Files that come along: `read` are pictures and sheets, `played` one a clip."""

    read: tuple[MediaFile, ...] = ()
    played: Mapping[str, MediaFile] = field(default_factory=dict)

    @property
    def files(self) -> tuple[MediaFile, ...]:
        """All of them."""
        return (*self.read, *self.played.values())

    @property
    def bytes(self) -> int:
        """What they weigh."""
        return sum(file.bytes for file in self.files)


def luggage(
    groups: Mapping[str, MediaGroup], carried: Carried, *, sheets: bool = True
) -> Luggage:
    """Choose the files; books have no place for `sheets` to fill in."""
    read = _pictures(groups.values())
    if sheets:
        read = [*read, *_sheets(groups.values())]
    read = [one for one in read if PurePosixPath(one.file_name).suffix.lower() in INERT]
    return Luggage(tuple(read), dict(_played(groups, carried)))


def choices(groups: Mapping[str, MediaGroup]) -> list[Carried]:
    """Return what makes a difference for a pack: without a film nobody asks for it."""
    kinds = {file.content_type[:5] for g in groups.values() for file in g.variants}
    wanted = {Carried.TEXT: "", Carried.SOUND: "audio", Carried.FILM: "video"}
    return [one for one, kind in wanted.items() if not kind or kind in kinds]


def _pictures(groups: Iterable[MediaGroup]) -> list[MediaFile]:
    found: list[MediaFile] = []
    for group in groups:
        if group.item.kind is MediaKind.IMAGE:
            # What every program for books has shown for years.
            plain = [one for one in group.variants if one.content_type not in MODERN]
            found += plain or group.variants
    return found


def _sheets(groups: Iterable[MediaGroup]) -> Iterator[MediaFile]:
    for group in groups:
        if group.item.kind is MediaKind.DOCUMENT:
            yield from group.variants


def _played(
    groups: Mapping[str, MediaGroup], carried: Carried
) -> Iterator[tuple[str, MediaFile]]:
    if carried is Carried.TEXT:
        return
    for name, group in groups.items():
        file = played_everywhere(group, film=carried is Carried.FILM)
        if file:
            yield name, file
