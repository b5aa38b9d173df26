"""What stands on "Your learning"."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

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
from app.learning.queries import finished_dates
from app.learning.service import started_packs
from app.learning.statements import statements_of
from app.wishes.pages import OwnLine, own_lines

SUGGESTED = 3


@dataclass(frozen=True)
class OwnPack:
    """A pack somebody has begun. `next_href` is where it goes on, if it does."""

    pack: PackFacts
    href: str
    done: int
    total: int
    next_href: str | None
    next_number: int | None
    finished_at: datetime | None
    is_finished: bool


@dataclass(frozen=True)
class OwnPage:
    """Packs begun and finished, statements, and what was asked for."""

    started: tuple[OwnPack, ...]
    finished: tuple[OwnPack, ...]
    statements: tuple[Statement, ...]
    suggestions: tuple[PackCard, ...]
    wishes: tuple[OwnLine, ...] = ()


def own_page(session: Session, visitor: Visitor) -> OwnPage:
    """Collect what the page shows."""
    packs = _own_packs(session, visitor)
    user_id = visitor.learner.user_id
    return OwnPage(
        started=tuple(one for one in packs if not one.is_finished),
        finished=tuple(one for one in packs if one.is_finished),
        statements=tuple(statements_of(session, visitor.learner)),
        suggestions=() if packs else _suggestions(session, visitor),
        wishes=tuple(own_lines(session, user_id, visitor.content) if user_id else ()),
    )


def _own_packs(session: Session, visitor: Visitor) -> list[OwnPack]:
    known = started_packs(session, visitor.learner)
    facts = packs_by_key(session, list(known), visitor.content.code)
    modules = live_modules(session, [pack.id for pack in facts.values()])
    user_id = visitor.learner.user_id
    dates = finished_dates(session, user_id) if user_id else {}
    return [
        _own_pack(visitor, pack, (modules[pack.id], known[key]), dates.get(key))
        for key, pack in facts.items()
    ]


def _own_pack(
    visitor: Visitor,
    pack: PackFacts,
    state: tuple[list[ModuleFacts], PackProgress],
    finished_at: datetime | None,
) -> OwnPack:
    modules, progress = state
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
        finished_at=finished_at,
        is_finished=progress.is_finished(numbers),
    )


def _suggestions(session: Session, visitor: Visitor) -> tuple[PackCard, ...]:
    packs = short_packs(session, visitor.content.code, SUGGESTED)
    modules = live_modules(session, [pack.id for pack in packs])
    return tuple(pack_card(visitor, pack, len(modules[pack.id])) for pack in packs)
