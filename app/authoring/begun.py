"""Packs that nobody but editors sees yet: what is missing, and letting readers in."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlalchemy import select
from sqlmodel import Session, col

from app.authoring.importing.drafting import empty_lines
from app.authoring.importing.models import Incoming
from app.authoring.judges import Judge, judges_row
from app.content.derived import refresh_skill_totals
from app.content.schemas import PackFields
from app.packs.events import PackLoaded
from app.packs.models import Module, Pack, PublicState
from app.packs.queries import modules_of
from app.platform import clock
from app.platform.errors import Conflict, Forbidden, NotFound
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump
from app.texts.models import Document
from app.texts.queries import published_revision
from app.texts.segments import read_toml
from app.translation.pack_languages import refresh_pack_languages

MOST = 50
STILL_EMPTY = N_("Some places are still empty. Fill them in or take them out first.")
NOT_A_REVIEWER = N_("This needs a reviewer of the pack's skill and language.")
NOT_ALONE = N_("You began this pack. Somebody else has to let readers in.")


class EmptyPlace(Struct, frozen=True):
    """A place that still says what belongs there; `number` 0 is the pack itself."""

    number: int
    line: int
    text: str


class BegunPack(Struct, frozen=True):
    """A draft: the pack, what its head says, its modules, and what is missing."""

    pack: Pack
    fields: PackFields
    modules: Sequence[tuple[Module, str]]
    missing: Sequence[EmptyPlace]


def begun_packs(session: Session) -> list[tuple[str, str]]:
    """Return the addresses and titles of drafts, the newest first, at most fifty."""
    found = select(Pack).where(col(Pack.state) == PublicState.DRAFT)
    packs = session.scalars(found.order_by(col(Pack.id).desc()).limit(MOST))
    return [(pack.slug, _fields(session, pack).title) for pack in packs]


def get_begun(session: Session, slug: str) -> BegunPack:
    """Return a draft; raise NotFound when it is none, or none any more."""
    found = select(Pack).where(
        col(Pack.slug) == slug, col(Pack.state) == PublicState.DRAFT
    )
    pack = session.scalar(found)
    if pack is None or pack.id is None:
        raise NotFound(N_("There is no draft of a pack here."))
    modules = [
        (module, _text(session, module.document_id))
        for module in modules_of(session, pack.id)
        if not module.is_withdrawn
    ]
    fields = _fields(session, pack)
    missing = [*_empty_places(0, _text(session, pack.document_id))]
    for module, text in modules:
        missing += _empty_places(module.number, text)
    titled = [(module, _title(text)) for module, text in modules]
    return BegunPack(pack, fields, titled, missing)


def let_readers_in(session: Session, begun: BegunPack, judge: Judge) -> None:
    """Publish a draft; raise Forbidden or Conflict."""
    pack = begun.pack
    if not judges_row(session, pack, judge):
        raise Forbidden(NOT_A_REVIEWER)
    if judge.user_id in _beginners(session, pack) and not judge.is_alone_allowed:
        raise Forbidden(NOT_ALONE)
    if begun.missing:
        raise Conflict(STILL_EMPTY)
    pack.state, pack.published_at = PublicState.PUBLISHED, clock.now()
    pack.updated_at = clock.now()
    refresh_pack_languages(session, pack)
    refresh_skill_totals(session)
    announce(session, PackLoaded(pack.key))
    bump(session, CONTENT, about=f"pack:{pack.key}")


def _beginners(session: Session, pack: Pack) -> set[int | None]:
    found = session.execute(select(col(Incoming.packs), col(Incoming.author_id)))
    return {author for keys, author in found if pack.key in keys}


def _fields(session: Session, pack: Pack) -> PackFields:
    return PackFields.model_validate(read_toml(_text(session, pack.document_id)))


def _text(session: Session, document_id: int) -> str:
    revision = published_revision(session, session.get_one(Document, document_id))
    return revision.text if revision else ""


def _title(text: str) -> str:
    head = text.partition("\n+++\n")[0].removeprefix("+++\n")
    return str(read_toml(head + "\n").get("title", ""))


def _empty_places(number: int, text: str) -> Iterator[EmptyPlace]:
    for line, wanted in empty_lines(text):
        yield EmptyPlace(number, line, wanted)
