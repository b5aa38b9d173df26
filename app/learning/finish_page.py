"""What stands on the page at the end of a pack."""

from msgspec import Struct
from pydantic import BaseModel
from sqlmodel import Session

from app.learning.addresses import module_path
from app.learning.cards import PackCard, pack_card
from app.learning.dependencies import Visitor
from app.learning.forms import StatementForm
from app.learning.models import Statement
from app.learning.pack_facts import (
    ModuleFacts,
    PackFacts,
    live_modules,
    packs_with_skill_of,
)
from app.learning.progress import PackProgress
from app.learning.service import pack_progress, progress_of_packs
from app.learning.statements import statements_of
from app.learning.words import Words
from app.packs.models import ModuleKind
from app.texts.history import was_written_by_others
from app.texts.reading import UnitText
from app.web.forms import Bound, empty

CANDIDATES = 8


class ModuleLink(Struct, frozen=True):
    """A module to go to."""

    href: str
    number: int
    minutes: int
    title: UnitText


class FinishPage(Struct, frozen=True):
    """Everything done: what the learner can do now. Otherwise: what is left.

    `may_thank` when somebody who is signed in can thank people who wrote it.
    """

    pack: PackFacts
    total: int
    left: tuple[ModuleLink, ...]
    goals: tuple[UnitText, ...]
    practice: ModuleLink | None
    next_pack: PackCard | None
    statements: tuple[Statement, ...]
    may_thank: bool
    form: Bound[StatementForm] | Bound[BaseModel]

    @property
    def done(self) -> int:
        return self.total - len(self.left)


def finish_page(
    session: Session,
    visitor: Visitor,
    pack: PackFacts,
    *,
    form: Bound[StatementForm] | None = None,
) -> FinishPage:
    """Collect what the page shows."""
    modules = live_modules(session, [pack.id])[pack.id]
    progress = pack_progress(session, visitor.learner, pack.key)
    is_finished = progress.is_finished([module.key for module in modules])
    words = Words.of(visitor.request, session, visitor.content.code)
    left = [module for module in modules if module.key not in progress.done]
    hands_on = [m for m in modules if m.kind == ModuleKind.HANDS_ON]
    own = statements_of(session, visitor.learner) if is_finished else []
    return FinishPage(
        pack=pack,
        total=len(modules),
        left=tuple(_link(visitor, pack, module, words) for module in left),
        goals=tuple(words.goals(pack)),
        practice=_link(visitor, pack, hands_on[-1], words)
        if hands_on and is_finished
        else None,
        next_pack=_next_pack(session, visitor, pack) if is_finished else None,
        statements=tuple(one for one in own if one.pack_key == pack.key),
        may_thank=is_finished and _may_thank(session, visitor, modules),
        form=form or empty(),
    )


def _link(
    visitor: Visitor, pack: PackFacts, module: ModuleFacts, words: Words
) -> ModuleLink:
    href = module_path(visitor.content.code, pack.slug, module.number)
    return ModuleLink(href, module.number, module.minutes, words.module_title(module))


def _may_thank(session: Session, visitor: Visitor, modules: list[ModuleFacts]) -> bool:
    user_id = visitor.learner.user_id
    if user_id is None:
        return False
    return was_written_by_others(session, [m.document_id for m in modules], user_id)


def _next_pack(session: Session, visitor: Visitor, pack: PackFacts) -> PackCard | None:
    language = visitor.content.code
    found = packs_with_skill_of(session, pack, language, CANDIDATES)
    keys = [other.key for other in found]
    known = progress_of_packs(session, visitor.learner, keys)
    modules = live_modules(session, [other.id for other in found])
    for other in found:
        progress: PackProgress = known[other.key]
        if not progress.is_finished([module.key for module in modules[other.id]]):
            return pack_card(visitor, other, len(modules[other.id]))
    return None
