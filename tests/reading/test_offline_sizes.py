"""What a pack costs whole is added up from the files there are."""

from app.media.models import MediaFile, MediaItem, MediaKind, MediaRole
from app.media.queries import MediaGroup
from app.reading.offline_sizes import OfflineSizes, offline_sizes


def group(
    kind: MediaKind, *files: tuple[str, int, int], captions: tuple[int, ...] = ()
) -> MediaGroup:
    """Return an item with files: type, lines, bytes; and captions by their bytes."""
    fields = dict.fromkeys(("owner", "name", "title", "author", "licence"), "x")
    item = MediaItem(**fields, kind=kind, language="en")  # type: ignore[arg-type]
    return MediaGroup(
        item,
        tuple(_file(*one) for one in files),
        None,
        tuple(_file("text/vtt", 0, size) for size in captions),
    )


def _file(kind: str, lines: int, size: int) -> MediaFile:
    return MediaFile(
        item_id=1,
        role=MediaRole.VARIANT,
        position=0,
        key="",
        file_name="",
        content_type=kind,
        bytes=size,
        width=lines * 2,
        height=lines,
    )


FILM = group(
    MediaKind.VIDEO,
    ("video/mp4", 240, 500),
    ("video/webm", 240, 400),
    ("video/mp4", 480, 900),
    ("audio/ogg", 0, 50),
    captions=(7, 9),
)
SOUND = group(MediaKind.AUDIO, ("audio/ogg", 0, 30), ("audio/mp4", 0, 60))
PICTURE = group(MediaKind.IMAGE, ("image/avif", 320, 10), ("image/jpeg", 320, 20))


def test_text_has_its_pictures_and_one_language_of_captions() -> None:
    assert offline_sizes(100, {"a": PICTURE}) == OfflineSizes(110)
    assert offline_sizes(100, {"a": FILM}).text == 107


def test_sound_is_the_lightest_of_each_and_films_are_watched_at_240_lines() -> None:
    sizes = offline_sizes(100, {"a": FILM, "b": SOUND, "c": PICTURE})

    assert sizes.sound == 117 + 50 + 30
    assert sizes.video == 117 + 400 + 30


def test_a_pack_without_sound_says_nothing_of_it() -> None:
    assert offline_sizes(100, {}) == OfflineSizes(100, 0, 0)
