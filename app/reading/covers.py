"""The picture that stands for a pack, on its card, its page and where it is shared."""

from collections.abc import Sequence

from msgspec import Struct
from sqlmodel import Session

from app.media.models import MediaFile
from app.media.queries import MediaGroup, pictures_named
from app.packs.queries import PackRow

# What every browser and every site that shows a shared link has known for years.
KNOWN = ("image/webp", "image/jpeg", "image/png")
# Twice the width of the picture on a pack's page; cards are as wide on a phone.
CARD_WIDTH, SHARED_WIDTH = 320, 1_200


class Cover(Struct, frozen=True):
    """A picture in the size of a card, and a large one for who shares the link."""

    src: str
    width: int
    height: int
    shared: str


def covers_of(session: Session, packs: Sequence[PackRow]) -> dict[str, Cover]:
    """Return the covers of packs that have one, by the keys of the packs."""
    names = {pack.key: pack.cover for pack in packs if pack.cover}
    found = pictures_named(session, names)
    covers = {key: cover_in(group) for key, group in found.items()}
    return {key: cover for key, cover in covers.items() if cover}


def cover_in(group: MediaGroup) -> Cover | None:
    """Return a picture as a cover, or None when no browser would show it."""
    known = [one for one in group.variants if one.content_type in KNOWN and one.width]
    if not known:
        return None
    card, shared = (_fitting(known, width) for width in (CARD_WIDTH, SHARED_WIDTH))
    return Cover(
        src=group.address(card, ""),
        width=card.width,
        height=card.height,
        shared=group.address(shared, ""),
    )


def _fitting(files: Sequence[MediaFile], width: int) -> MediaFile:
    """Return the lightest that is wide enough, else the widest."""
    enough = [one for one in files if one.width >= width]
    if enough:
        return min(enough, key=lambda one: one.bytes)
    return max(files, key=lambda one: one.width)
