"""How many bytes a pack is, taken along whole: to read, to hear, or to watch."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.media.models import MediaFile, MediaKind
from app.media.queries import MediaGroup

# What a phone shows, and what the smallest film is made for.
LINES = 240


@dataclass(frozen=True)
class OfflineSizes:
    """Bytes of the text with pictures and sheets; of that with sound; with films.

    `sound` and `video` are 0 where a pack has none.
    """

    text: int
    sound: int = 0
    video: int = 0


def offline_sizes(text: int, groups: Mapping[str, MediaGroup]) -> OfflineSizes:
    """Add up a pack: `text` is what its pages weigh, as they are sent."""
    read = text + sum(_read(group) for group in groups.values())
    heard = sum(_lightest(group, "audio/") for group in groups.values())
    films = [g for g in groups.values() if g.item.kind is MediaKind.VIDEO]
    seen = sum(_film(group) for group in films)
    # Sound that is no film's is heard beside the films.
    beside = heard - sum(_lightest(group, "audio/") for group in films)
    return OfflineSizes(
        read, read + heard if heard else 0, read + beside + seen if seen else 0
    )


def _read(group: MediaGroup) -> int:
    """Return what reading costs of a file: a light picture, a sheet, captions once."""
    if group.item.kind in {MediaKind.IMAGE, MediaKind.DOCUMENT}:
        return _least(group.variants)
    return _least(group.captions)


def _film(group: MediaGroup) -> int:
    """Return the size of the film nearest to 240 lines, the lighter of its forms."""
    films = [f for f in group.variants if f.content_type.startswith("video/")]
    nearest = min((abs(_lines(f) - LINES) for f in films), default=0)
    return _least(f for f in films if abs(_lines(f) - LINES) == nearest)


def _lines(file: MediaFile) -> int:
    return min(file.width, file.height)


def _lightest(group: MediaGroup, kind: str) -> int:
    return _least(f for f in group.variants if f.content_type.startswith(kind))


def _least(files: Iterable[MediaFile]) -> int:
    return min((file.bytes for file in files), default=0)
