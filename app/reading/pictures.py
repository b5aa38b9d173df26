"""Files as blocks offer them, and pictures in the widths and formats there are."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from app.media.models import MediaFile, MediaKind
from app.media.queries import MediaGroup
from app.platform.languages import Language, get_language

# The best first: browsers take the first that they know.
MODERN = ("image/avif", "image/webp")
# What every browser has shown for years, and the lightest of those.
LIGHT = "image/webp"


class Source(Struct, frozen=True):
    """A picture in one format: each width with its address, for `srcset`."""

    type: str
    srcset: str


class Offered(Struct, frozen=True):
    """A file for a block; a picture with its other widths and formats.

    `light` is what somebody who saves data gets when they ask, with its size in bytes;
    `preview` is how the words of a document begin, in `language`.
    """

    href: str
    title: str
    author: str
    licence: str
    bytes: int
    width: int
    height: int
    source: str = ""
    sources: tuple[Source, ...] = ()
    srcset: str = ""
    light: str = ""
    light_bytes: int = 0
    preview: str = ""
    language: Language | None = None


def offered_files(groups: Mapping[str, MediaGroup], page: str) -> dict[str, Offered]:
    """Return every file of these by its name; `page` is the code of a language."""
    return {
        file.file_name: _offered(group, file, page)
        for group in groups.values()
        for file in group.variants
    }


def _offered(group: MediaGroup, file: MediaFile, page: str) -> Offered:
    item, href = group.item, group.address(file, page)
    light = file
    if item.kind is MediaKind.IMAGE:
        known = (one for one in _widths_of(group) if one.content_type == LIGHT)
        light = min(known, key=lambda one: one.width, default=file)
    return Offered(
        href=href,
        title=item.title,
        author=item.author,
        licence=item.licence,
        bytes=file.bytes,
        width=file.width,
        height=file.height,
        source=item.source,
        sources=tuple(_sources(group, page)),
        srcset=_srcset(group, file.content_type, page),
        light=group.address(light, page),
        light_bytes=light.bytes,
        preview=item.preview,
        language=get_language(item.language),
    )


def _sources(group: MediaGroup, page: str) -> Iterator[Source]:
    for kind in MODERN:
        if srcset := _srcset(group, kind, page):
            yield Source(kind, srcset)


def _srcset(group: MediaGroup, kind: str, page: str) -> str:
    """Return the widths of a format as `srcset` lists them; nothing for one only."""
    if group.item.kind is not MediaKind.IMAGE:
        return ""
    of_kind = [one for one in _widths_of(group) if one.content_type == kind]
    if kind not in MODERN and len(of_kind) < 2:
        return ""
    return ", ".join(_widths(group, of_kind, page))


def _widths_of(group: MediaGroup) -> list[MediaFile]:
    """Return a picture in every width and format, as it came and as was made of it."""
    return [one for one in (*group.variants, *group.streams) if one.width]


def _widths(group: MediaGroup, files: Iterable[MediaFile], page: str) -> Iterator[str]:
    for file in sorted(files, key=lambda one: one.width):
        yield f"{group.address(file, page)} {file.width}w"
