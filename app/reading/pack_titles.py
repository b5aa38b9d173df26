"""The titles of a pack's modules, for pages that only point to them."""

from collections.abc import Sequence

from msgspec import Struct

from app.packs.queries import PackRow, modules_of
from app.texts.models import Document
from app.texts.reading import UnitText
from app.translation.queries import unit_texts
from app.web.snapshots import ContentReader


class ModuleTitle(Struct, frozen=True):
    """A module by its title."""

    key: str
    title: UnitText
    minutes: int


def module_titles(
    content: ContentReader, pack: PackRow, languages: Sequence[str]
) -> list[ModuleTitle]:
    """Return the live modules of a pack in order."""

    def build() -> list[ModuleTitle]:
        session = content.session
        found = []
        for module in modules_of(session, pack.id):
            if not module.is_withdrawn:
                document = session.get_one(Document, module.document_id)
                title = unit_texts(session, document, languages, limit=1)[0]
                found.append(ModuleTitle(module.key, title, module.minutes))
        return found

    return content.once(("titles", pack.key, tuple(languages)), build)
