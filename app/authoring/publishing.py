"""Readers get a text: a new version, its units aligned, everything derived told."""

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.authoring.checks import examined, read_module_file
from app.authoring.pack_files import show_used
from app.content.module_files import update_module
from app.content.problems import Problem
from app.packs.events import PackLoaded
from app.packs.models import Module, Pack
from app.platform import clock
from app.platform.errors import Conflict
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.reading.loading import OpenModule
from app.texts.linking import NewText
from app.texts.models import Document
from app.texts.service import publish_text
from app.translation.recounting import recount_edit


class NotFitForReaders(Conflict):
    """The text has faults that a page cannot show."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(
            N_("Something has to be mended before it can be published. See the list.")
        )
        self.problems = problems


class Publication(Struct, frozen=True):
    """A text for readers, who wrote and approved it, and what they say about it."""

    text: str
    author_id: int | None
    message: str
    co_author_ids: frozenset[int] = frozenset()
    approver_ids: frozenset[int] = frozenset()


def publish_module(session: Session, opened: OpenModule, new: Publication) -> int:
    """Make a text what readers get; return the number of the version.

    Raise NotFitForReaders when it has faults; then nothing has changed.
    """
    file = read_module_file(opened, new.text)
    if isinstance(file, list):
        raise NotFitForReaders(file)
    problems, facts = examined(session, opened, file)
    if problems:
        raise NotFitForReaders(problems)
    module = session.get_one(Module, opened.station.module.id)
    pack = session.get_one(Pack, module.pack_id)
    document = session.get_one(Document, module.document_id)
    update_module(module, file, module.number, facts)
    scope = f"{pack.key}/{module.key}"
    text = NewText(
        new.text,
        scope,
        message=new.message,
        author_id=new.author_id,
        co_author_ids=sorted(new.co_author_ids),
        approver_ids=sorted(new.approver_ids),
    )
    before = document.published_number
    if publish_text(session, document, text):
        recount_edit(session, pack, document, before)
        show_used(session, pack, new.text)
        tell(session, pack)
    return document.published_number


def tell(session: Session, pack: Pack) -> None:
    """Let everything that is made from a pack know that readers get another one."""
    minutes = select(func.sum(col(Module.minutes))).where(
        col(Module.pack_id) == pack.id, ~col(Module.is_withdrawn)
    )
    session.flush()
    pack.minutes = session.scalar(minutes) or 0
    pack.updated_at = clock.now()
    announce(session, PackLoaded(pack.key))
    bump(session, CONTENT, about=f"pack:{pack.key}")
