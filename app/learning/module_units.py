"""The modules and units behind the ids that progress is kept under."""

from collections.abc import Collection, Sequence

from msgspec import Struct
from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from app.packs.models import Module, Pack
from app.texts.models import Document, RevisionUnit, UnitVersion
from app.texts.queries import join_published_units

Spot = tuple[str, str]


class ModuleNow(Struct, frozen=True):
    """A module as it is published now."""

    revision_number: int
    is_withdrawn: bool


def modules_now(session: Session, pack_keys: Collection[str]) -> dict[Spot, ModuleNow]:
    """Return the modules of some packs by pack and module key, in order."""
    rows = session.execute(
        select(
            col(Pack.key),
            col(Module.key),
            col(Document.published_number),
            col(Module.is_withdrawn),
        )
        .join(Module, col(Module.pack_id) == col(Pack.id))
        .join(Document, col(Document.id) == col(Module.document_id))
        .where(col(Pack.key).in_(pack_keys))
        .order_by(col(Pack.id), col(Module.number))
    )
    return {
        (pack, module): ModuleNow(number, is_withdrawn)
        for pack, module, number, is_withdrawn in rows
    }


def units_now(
    session: Session, spots: Sequence[Spot]
) -> dict[Spot, list[tuple[str, str]]]:
    """Return the published units of some modules, in order, each with its kind."""
    statement = (
        select(
            col(Pack.key),
            col(Module.key),
            col(UnitVersion.unit_id),
            col(UnitVersion.kind),
        )
        .join(Module, col(Module.pack_id) == col(Pack.id))
        .join(Document, col(Document.id) == col(Module.document_id))
        .where(tuple_(col(Pack.key), col(Module.key)).in_(spots))
        .order_by(col(Module.id), col(RevisionUnit.position))
    )
    found: dict[Spot, list[tuple[str, str]]] = {}
    rows = session.execute(join_published_units(statement))
    for pack, module, unit_id, kind in rows:
        found.setdefault((pack, module), []).append((unit_id, kind))
    return found
