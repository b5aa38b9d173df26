"""How many bytes a pack is, taken along whole: to read, to hear, or to watch."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from app.media.models import MediaFile, MediaKind
from app.media.queries import MediaGroup

# What a phone shows, and what the smallest film is made for.
LINES = 240
# In a copy nobody can choose another form, so it is what every program plays.
PLAYED_EVERYWHERE = ("audio/mp4", "audio/mpeg", "video/mp4")


class OfflineSizes(Struct, frozen=True):
    """Bytes of the text with pictures and sheets; of that with sound; with films.

    `sound` and `video` are 0 where a pack has none.
    """

    text: int
    sound: int = 0
    video: int = 0


def offline_sizes(text: int, groups: Mapping[str, MediaGroup]) -> OfflineSizes:
    """Add up a pack: `text` is what its pages weigh, as they are sent."""
    read = text + sum(_read(group) for group in groups.values())
    heard = sum(_bytes(light_sound(group)) for group in groups.values())
    films = [g for g in groups.values() if g.item.kind is MediaKind.VIDEO]
    seen = sum(_bytes(light_film(group)) for group in films)
    # Sound that is no film's is heard beside the films.
    beside = heard - sum(_bytes(light_sound(group)) for group in films)
    return OfflineSizes(
        read, read + heard if heard else 0, read + beside + seen if seen else 0
    )


def kept_sizes(text: int, groups: Mapping[str, MediaGroup]) -> OfflineSizes:
    """Add up about what a device keeps of a pack, of each clip one form."""
    read = text + sum(_read(group) for group in groups.values())
    each = groups.values()
    heard = sum(_bytes(played_everywhere(group, film=False)) for group in each)
    seen = sum(_bytes(played_everywhere(group, film=True)) for group in each)
    has_films = any(light_film(group) for group in each)
    return OfflineSizes(
        read, read + heard if heard else 0, read + seen if has_films else 0
    )


def played_everywhere(group: MediaGroup, *, film: bool) -> MediaFile | None:
    """Return what a copy plays of a clip: its film, if wanted and there, or sound."""
    files = [f for f in group.variants if f.content_type in PLAYED_EVERYWHERE]
    forms = (replace(group, variants=tuple(files)), group)
    found = [light_film(one) for one in forms] if film else []
    found += [light_sound(one) for one in forms]
    return next((file for file in found if file), None)


def light_film(group: MediaGroup) -> MediaFile | None:
    """Return the film nearest to 240 lines, in the lighter of its forms."""
    films = [f for f in group.variants if f.content_type.startswith("video/")]
    nearest = min((abs(_lines(f) - LINES) for f in films), default=0)
    return _lightest(f for f in films if abs(_lines(f) - LINES) == nearest)


def light_sound(group: MediaGroup) -> MediaFile | None:
    """Return the lightest sound."""
    return _lightest(f for f in group.variants if f.content_type.startswith("audio/"))


def _read(group: MediaGroup) -> int:
    """Return what reading costs of a file: a light picture, a sheet, captions once."""
    if group.item.kind in {MediaKind.IMAGE, MediaKind.DOCUMENT}:
        return _bytes(_lightest(group.variants))
    return _bytes(_lightest(group.captions))


def _lines(file: MediaFile) -> int:
    return min(file.width, file.height)


def _lightest(files: Iterable[MediaFile]) -> MediaFile | None:
    return min(files, key=lambda file: file.bytes, default=None)


def _bytes(file: MediaFile | None) -> int:
    return file.bytes if file else 0
