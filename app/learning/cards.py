"""Packs as the card component shows them."""

from msgspec import Struct

from app.learning.addresses import pack_path
from app.learning.dependencies import Visitor
from app.learning.pack_facts import PackFacts
from app.platform.formats import format_minutes
from app.platform.i18n import current_locale, ngettext
from app.platform.languages import Language, get_language


class PackCard(Struct, frozen=True):
    """See `templates/components/pack_card.html`."""

    href: str
    title: str
    skill: str
    key: str
    language: Language | None
    facts: tuple[tuple[str, str], ...]
    built_from: str | None = None
    cover: None = None


def pack_card(visitor: Visitor, pack: PackFacts, module_count: int) -> PackCard:
    """Return a card for a page whose own words are in the interface language."""
    language = get_language(pack.language)
    is_usual = language.tag == get_language(current_locale()).tag
    modules = ngettext("%(num)s module", "%(num)s modules", module_count)
    return PackCard(
        href=pack_path(visitor.content.code, pack.slug),
        title=pack.title,
        skill=pack.weave_skill,
        key=pack.key,
        language=None if is_usual else language,
        facts=(("clock", format_minutes(pack.minutes)), ("book", modules)),
    )
