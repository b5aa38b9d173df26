"""Which part of the queue somebody wants to see."""

from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, select
from sqlmodel import col

from app.packs.models import Module, Pack, PackSkill, PublicState
from app.texts.models import Document

# Of packs that readers have, the modules that are in them.
IS_OPEN = and_(col(Pack.state) != PublicState.WITHDRAWN, ~col(Module.is_withdrawn))


class Filters(Struct, frozen=True):
    """A skill, a language, and whether only what nobody looks at; "": any."""

    skill: str = ""
    language: str = ""
    is_free: bool = False

    def limits(self, claimed_by: Any) -> list[ColumnElement[bool]]:
        """Return conditions on Pack, Document and the column that says who looks.

        None where nobody takes anything on.
        """
        limits: list[ColumnElement[bool]] = []
        if self.skill:
            own = select(col(PackSkill.pack_id)).where(
                col(PackSkill.skill) == self.skill
            )
            limits.append(col(Pack.id).in_(own))
        if self.language:
            limits.append(col(Document.source_language) == self.language)
        if self.is_free and claimed_by is not None:
            limits.append(col(claimed_by).is_(None))
        return limits
