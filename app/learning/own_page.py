"""What stands on "Your learning"."""

from datetime import datetime

from msgspec import Struct

from app.learning.addresses import module_path, pack_path
from app.learning.cards import PackCard, pack_card
from app.learning.dependencies import Visitor
from app.learning.models import Statement
from app.learning.pack_facts import (
    ModuleFacts,
    PackFacts,
    live_modules,
    packs_by_key,
    short_packs,
)
from app.learning.progress import PackProgress
from app.learning.service import started_packs
from app.learning.statements import statements_of
from app.web.snapshots import ContentReader
from app.wishes.pages import OwnLine, own_lines

SUGGESTED = 3
_Key = tuple[str, str, str]


class OwnPack(Struct, frozen=True):
    """A pack somebody has begun. `next_href` is where it goes on, if it does."""

    pack: PackFacts
    href: str
    done: int
    total: int
    next_href: str | None
    next_number: int | None
    finished_at: datetime | None
    is_finished: bool


class OwnPage(Struct, frozen=True):
    """Packs begun and finished, statements, and what was asked for."""

    started: tuple[OwnPack, ...]
    finished: tuple[OwnPack, ...]
    statements: tuple[Statement, ...]
    suggestions: tuple[PackCard, ...]
    wishes: tuple[OwnLine, ...] = ()


class _Shown(Struct, frozen=True):
    """What is the same for everybody who began the pack and reads in the language."""

    pack: PackFacts
    modules: list[ModuleFacts]


def own_page(content: ContentReader, visitor: Visitor) -> OwnPage:
    """Collect what the page shows."""
    packs = _own_packs(content, visitor)
    user_id = visitor.learner.user_id
    return OwnPage(
        started=tuple(one for one in packs if not one.is_finished),
        finished=tuple(one for one in packs if one.is_finished),
        statements=tuple(statements_of(content.session, visitor.learner)),
        suggestions=() if packs else _suggestions(content, visitor),
        wishes=tuple(
            own_lines(content.session, user_id, visitor.content) if user_id else ()
        ),
    )


def _own_packs(content: ContentReader, visitor: Visitor) -> list[OwnPack]:
    session, language = content.session, visitor.content.code

    def build(keys: list[_Key]) -> dict[_Key, _Shown]:
        facts = packs_by_key(session, [pack_key for _, pack_key, _ in keys], language)
        modules = live_modules(session, [pack.id for pack in facts.values()])
        return {
            ("own", key, language): _Shown(pack, modules[pack.id])
            for key, pack in facts.items()
        }

    known = started_packs(session, visitor.learner)
    shown = content.once_each([("own", key, language) for key in known], build)
    return [
        _own_pack(visitor, one, known[pack_key])
        for (_, pack_key, _), one in shown.items()
    ]


def _own_pack(visitor: Visitor, shown: _Shown, progress: PackProgress) -> OwnPack:
    pack, modules = shown.pack, shown.modules
    # The language somebody learned in, which may not be that of this page.
    lang = progress.last_language or visitor.content.code
    numbers = {module.key: module.number for module in modules}
    following = progress.next_module(list(numbers))
    number = numbers[following] if following else None
    return OwnPack(
        pack=pack,
        href=pack_path(lang, pack.slug),
        done=sum(key in progress.done for key in numbers),
        total=len(numbers),
        next_href=module_path(lang, pack.slug, number) if number else None,
        next_number=number,
        finished_at=progress.finished_at,
        is_finished=progress.is_finished(numbers),
    )


def _suggestions(content: ContentReader, visitor: Visitor) -> tuple[PackCard, ...]:
    session, language = content.session, visitor.content.code

    def build() -> list[_Shown]:
        packs = short_packs(session, language, SUGGESTED)
        modules = live_modules(session, [pack.id for pack in packs])
        return [_Shown(pack, modules[pack.id]) for pack in packs]

    # Kept, because all packs are compared to find them.
    found = content.once(("short packs", language), build)
    return tuple(pack_card(visitor, one.pack, len(one.modules)) for one in found)
