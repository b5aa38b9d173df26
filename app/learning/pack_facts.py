"""What pages of this room say about packs, in the best language for their reader."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from app.packs.models import Module, Pack, PackLanguage, PackSkill, PublicState
from app.packs.queries import find_successor
from app.packs.renaming import raise_if_moved
from app.packs.skills import top_skill
from app.platform.errors import Gone, NotFound
from app.platform.i18n import N_
from app.platform.languages import fallback_chain
from app.texts.models import Document


class PackFacts(Struct, frozen=True):
    """A pack as a card or a heading shows it; `language` is that of its title."""

    id: int
    key: str
    slug: str
    state: PublicState
    minutes: int
    document_id: int
    source_language: str
    revision_number: int
    skill: str
    title: str
    summary: str
    language: str

    @property
    def weave_skill(self) -> str:
        """The skill-set whose yarn the pack's pattern has."""
        return top_skill(self.skill).slug

    @property
    def is_open(self) -> bool:
        """Whether readers get the pack."""
        return self.state == PublicState.PUBLISHED


class ModuleFacts(Struct, frozen=True):
    """A live module of a pack."""

    key: str
    number: int
    kind: str
    minutes: int
    document_id: int
    revision_number: int


def open_pack(session: Session, slug: str, language: str) -> PackFacts:
    """Return a pack readers get; raise Moved, NotFound or Gone."""
    found = _facts(session, col(Pack.slug) == slug, language)
    if not found or found[0].state == PublicState.DRAFT:
        raise_if_moved(session, slug)
        raise NotFound(N_("There is no pack at this address. Try a search."))
    if found[0].state == PublicState.WITHDRAWN:
        raise Gone(
            N_("This pack was withdrawn. What you did is kept."),
            successor=find_successor(session, session.get_one(Pack, found[0].id)),
        )
    return found[0]


def packs_by_key(
    session: Session, keys: Sequence[str], language: str
) -> dict[str, PackFacts]:
    """Return packs by their ids, withdrawn ones too, in the order of the ids."""
    found = _facts(session, col(Pack.key).in_(keys), language) if keys else []
    known = {pack.key: pack for pack in found}
    return {key: known[key] for key in keys if key in known}


def short_packs(session: Session, language: str, count: int) -> list[PackFacts]:
    """Return the packs that take the least time, those in the language first."""
    is_whole = (
        select(col(PackLanguage.pack_id))
        .where(
            col(PackLanguage.pack_id) == col(Pack.id),
            col(PackLanguage.language) == language,
            col(PackLanguage.title) != "",
        )
        .exists()
    )
    keys = session.scalars(
        select(col(Pack.key))
        .where(col(Pack.state) == PublicState.PUBLISHED)
        .order_by(is_whole.desc(), col(Pack.minutes), col(Pack.id))
        .limit(count)
    ).all()
    return list(packs_by_key(session, keys, language).values())


def packs_with_skill_of(
    session: Session, pack: PackFacts, language: str, count: int
) -> list[PackFacts]:
    """Return other packs that teach a skill of this one, its main skill first."""
    skills = select(col(PackSkill.skill)).where(col(PackSkill.pack_id) == pack.id)
    main = col(PackSkill.skill) == pack.skill
    keys = session.scalars(
        select(col(Pack.key))
        .join(PackSkill, col(PackSkill.pack_id) == col(Pack.id))
        .where(
            col(PackSkill.skill).in_(skills),
            col(Pack.id) != pack.id,
            col(Pack.state) == PublicState.PUBLISHED,
        )
        .order_by(main.desc(), col(PackSkill.position), col(Pack.minutes), col(Pack.id))
        .limit(count)
    ).all()
    return list(packs_by_key(session, keys, language).values())


def live_modules(
    session: Session, pack_ids: Sequence[int]
) -> dict[int, list[ModuleFacts]]:
    """Return the modules readers get, by pack and in order."""
    rows = session.execute(
        select(
            col(Module.pack_id),
            col(Module.key),
            col(Module.number),
            col(Module.kind),
            col(Module.minutes),
            col(Module.document_id),
            col(Document.published_number),
        )
        .join(Document, col(Document.id) == col(Module.document_id))
        .where(col(Module.pack_id).in_(pack_ids), col(Module.is_withdrawn).is_(False))
        .order_by(col(Module.number))
    )
    found: dict[int, list[ModuleFacts]] = {pack_id: [] for pack_id in pack_ids}
    for pack_id, *facts in rows:
        found[pack_id].append(ModuleFacts(*facts))
    return found


def _facts(
    session: Session, condition: ColumnElement[bool], language: str
) -> list[PackFacts]:
    rows = session.execute(
        select(
            col(Pack.id),
            col(Pack.key),
            col(Pack.slug),
            col(Pack.state),
            col(Pack.minutes),
            col(Pack.document_id),
            col(Document.source_language),
            col(Document.published_number).label("revision_number"),
            col(PackSkill.skill),
        )
        .join(Document, col(Document.id) == col(Pack.document_id))
        .join(PackSkill, col(PackSkill.pack_id) == col(Pack.id))
        .where(condition, col(PackSkill.position) == 0)
    ).all()
    words = _words(session, [row.id for row in rows])
    found = []
    for row in rows:
        known, source = words.get(row.id, {}), row.source_language
        title, summary, chosen = _best(known, language, source=source)
        facts = {**row._mapping, "title": title, "summary": summary}
        found.append(PackFacts(**facts, language=chosen))
    return found


Words = dict[str, tuple[str, str]]


def _words(session: Session, pack_ids: Sequence[int]) -> dict[int, Words]:
    found: dict[int, Words] = {}
    rows = session.execute(
        select(
            col(PackLanguage.pack_id),
            col(PackLanguage.language),
            col(PackLanguage.title),
            col(PackLanguage.summary),
        ).where(col(PackLanguage.pack_id).in_(pack_ids), col(PackLanguage.title) != "")
    )
    for pack_id, language, title, summary in rows:
        found.setdefault(pack_id, {})[language] = (title, summary)
    return found


def _best(words: Words, language: str, *, source: str) -> tuple[str, str, str]:
    order = (language, *fallback_chain(language), source)
    chosen = next((code for code in order if code in words), source)
    return (*words.get(chosen, ("", "")), chosen)
