"""What a project itself said: the first piece of evidence in a pack's modules."""

from markupsafe import Markup
from msgspec import Struct

from app.packs.models import PackSource
from app.reading.loading import OpenPack, lesson_of
from app.texts.blocks import Evidence

# Whoever opens a pack opens these next; further ones are not read for a quotation.
LOOKED_INTO = 2


class Quote(Struct, frozen=True):
    """A piece of evidence, in the best wording for a reader, and its source."""

    html: Markup
    source: PackSource


def first_quote(opened: OpenPack) -> Quote | None:
    """Return the first evidence with a known source, or None."""
    key = ("quote", opened.view.pack.slug, opened.languages)
    return opened.content.once(key, lambda: _find(opened))


def _find(opened: OpenPack) -> Quote | None:
    sources = {source.key: source for source in opened.view.sources}
    for station in opened.view.stations[:LOOKED_INTO]:
        for block in lesson_of(opened, station).lesson.blocks:
            if isinstance(block, Evidence) and block.source in sources:
                return Quote(block.html, sources[block.source])
    return None
