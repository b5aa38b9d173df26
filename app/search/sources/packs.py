"""Packs with their modules, videos, sounds and worksheets, as things to be found."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, select
from sqlmodel import Session, col

from app.media.models import MediaRole
from app.packs.models import (
    Pack,
    PublicState,
)
from app.platform.ids import text_hash
from app.platform.questions import Question, one_of_ten, tens
from app.platform.storage import Storage
from app.search.index import EntityKind
from app.search.sources.documents import (
    DERIVATION,
    SLIDES,
    Facts,
    Made,
    Stamps,
    Thing,
    key_of,
)
from app.search.sources.pack_pieces import PackText
from app.search.sources.pack_rows import KINDS, PackFacts, PackRows

_LIVE = select(col(Pack.key)).where(col(Pack.state) == PublicState.PUBLISHED)
# Asked for each page of results.
_LIVE_AMONG = Question(_LIVE.where(one_of_ten(col(Pack.key))))


class PackSource:
    """All published packs; `storage` is where captions are."""

    kind = EntityKind.PACK

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def groups(
        self, session: Session, among: Collection[str] | None = None
    ) -> list[str]:
        """Return the published packs, of some or of all."""
        if among is None:
            return [f"pack:{key}" for key in session.scalars(_LIVE)]
        connection = session.connection()
        return [
            f"pack:{key}"
            for some in tens(map(key_of, among))
            for (key,) in _LIVE_AMONG.rows(connection, **some)
        ]

    def stamps(self, session: Session, groups: Collection[str]) -> Stamps:
        """Return the stamps of some packs and what is in them."""
        read = PackRows(session, _keys(groups))
        return {f"pack:{pack.key}": dict(_stamps(pack, read)) for pack in read.packs}

    def things(
        self, session: Session, groups: Collection[str] | None = None
    ) -> list[Thing]:
        """Return some packs, or all, each before what is in it."""
        read = PackFacts(session, _keys(groups))
        return [thing for pack in read.packs for thing in _things(pack, read)]

    def pieces(
        self, session: Session, group: str, entities: Collection[str]
    ) -> dict[str, Made]:
        """Return the texts of a pack and of what is in it."""
        text = PackText(session, self.storage, key_of(group))
        return {entity: text.made(entity) for entity in entities}


def _keys(groups: Collection[str] | None) -> list[str] | None:
    return None if groups is None else [key_of(group) for group in groups]


def _stamps(pack: Row[Any], read: PackRows) -> Iterator[tuple[str, str]]:
    """Yield what there is of a pack with the state of what it is made from."""
    skills = ",".join(row.skill for row in read.skills[pack.id])
    base = f"{DERIVATION}.{pack.document_id}.{pack.version}"
    yield f"pack:{pack.key}", f"{base}.{skills}"
    modules = 0
    for module in read.modules[pack.id]:
        modules += module.version
        yield f"module:{pack.key}/{module.key}", f"{base}.{module.version}"
    for item in read.items[pack.key]:
        files = (f"{f.role}{f.language}{f.key}" for f in read.files[item.id])
        digest = text_hash("\n".join((item.title, item.language, *files)))
        # It may be described in any module.
        yield _entity_of(item, pack.key), f"{base}.{modules}.{digest[:16]}"


def _entity_of(item: Row[Any], pack_key: str) -> str:
    return f"{KINDS[item.kind]}:{pack_key}/{item.name}"


def _things(pack: Row[Any], read: PackFacts) -> Iterator[Thing]:
    stamps = dict(_stamps(pack, read))
    facts = _pack_facts(pack, read)
    group = f"pack:{pack.key}"
    path = f"packs/{pack.slug}"
    common = _Common(group, stamps, pack.source_language, facts)
    yield common.thing(group, EntityKind.PACK, path, facts, key=pack.key)
    for module in read.modules[pack.id]:
        yield common.thing(
            f"module:{pack.key}/{module.key}",
            EntityKind.MODULE,
            f"{path}/{module.number}",
            _module_facts(module, facts),
            key=f"{pack.key}/{module.key}",
            number=module.number,
        )
    for item in read.items[pack.key]:
        yield common.thing(
            _entity_of(item, pack.key),
            KINDS[item.kind],
            path,
            _item_facts(item, read.files[item.id], facts),
            key=item.name,
            seconds=round(item.duration) or _pages(read.files[item.id]),
            source_language=item.language,
        )


class _Common(Struct, frozen=True):
    """What all things of a pack share."""

    group: str
    stamps: dict[str, str]
    source_language: str
    facts: Facts

    def thing(
        self, entity: str, kind: EntityKind, path: str, facts: Facts, **more: Any
    ) -> Thing:
        given = {"source_language": self.source_language, **more}
        parent = "" if entity == self.group else self.group
        return Thing(
            entity=entity,
            group=self.group,
            kind=kind,
            path=path,
            stamp=self.stamps[entity],
            facts=facts,
            parent=parent,
            **given,
        )


def _pack_facts(pack: Row[Any], read: PackFacts) -> Facts:
    modules = read.modules[pack.id]
    kinds = {kind for m in modules for kind in m.media_kinds.split(",") if kind}
    owners = [
        *(f"project:{row.slug}" for row in read.projects[pack.id]),
        *(f"organisation:{row.slug}" for row in read.organisations[pack.id]),
    ]
    languages = read.languages[pack.id]
    return Facts(
        languages={
            row.language: 100 * row.current // row.units if row.units else 0
            for row in languages
        },
        reviewed=[
            row.language
            for row in languages
            if row.reviewed == row.units and row.language != pack.source_language
        ],
        skills=[row.skill for row in read.skills[pack.id]],
        formats=_formats(kinds),
        level=str(pack.level),
        parts={module.kind.value for module in modules},
        owners=owners,
        minutes=pack.minutes,
        # Not known before its pages were weighed.
        bytes=pack.text_bytes and pack.text_bytes + pack.media_bytes,
        published=int(pack.published_at.timestamp()),
    )


def _formats(kinds: Collection[str]) -> set[str]:
    clips = {"video", "audio"} & set(kinds)
    return (clips or {"text"}) | ({SLIDES} & set(kinds))


def _pages(files: Sequence[Row[Any]]) -> int:
    return max((file.page for file in files), default=0)


def _module_facts(module: Row[Any], pack: Facts) -> Facts:
    kinds = {kind for kind in module.media_kinds.split(",") if kind}
    return Facts(
        languages=pack.languages,
        reviewed=pack.reviewed,
        skills=pack.skills,
        formats=_formats(kinds),
        level=pack.level,
        parts={module.kind.value},
        owners=pack.owners,
        minutes=module.minutes,
        bytes=module.text_bytes,
        published=pack.published,
    )


def _item_facts(item: Row[Any], files: Sequence[Row[Any]], pack: Facts) -> Facts:
    captions = {f.language for f in files if f.role == MediaRole.CAPTIONS}
    variants = [f.bytes for f in files if f.role == MediaRole.VARIANT and not f.page]
    kind = KINDS[item.kind]
    return Facts(
        languages=dict.fromkeys((item.language, *sorted(captions)), 100),
        skills=pack.skills,
        formats={SLIDES if _pages(files) else kind.value},
        level=pack.level,
        owners=pack.owners,
        minutes=-(-round(item.duration) // 60),
        bytes=min(variants, default=0),
        published=pack.published,
    )
