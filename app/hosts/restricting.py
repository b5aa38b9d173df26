"""Packs that only the sites of some organisations may show in a frame.

The text of a pack stays free, on Passalong as everywhere; what is restricted is who
shows it as part of their own site.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.hosts.models import HostSite, PackRestriction
from app.packs.models import PackOrganisation
from app.packs.queries import PackRow, packs_by_id, packs_of_organisation
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.rows import insert_once
from app.platform.states import CONTENT, bump
from app.projects.models import Organisation

NOT_THEIRS = N_("No pack of that name credits this organisation.")


class Framing(Struct, frozen=True):
    """Who may frame a pack: everybody, or these origins."""

    is_restricted: bool = False
    origins: tuple[str, ...] = ()

    @property
    def ancestors(self) -> str:
        """The list for `frame-ancestors` of a Content-Security-Policy."""
        if not self.is_restricted:
            return "*"
        return " ".join(self.origins) or "'none'"

    def is_refused_to(self, origin: str) -> bool:
        """Tell whether the site at an origin may not show it."""
        return self.is_restricted and origin not in self.origins


def framing_of(session: Session, pack_id: int) -> Framing:
    """Return who may frame a pack."""
    named = select(col(PackRestriction.organisation_id)).where(
        col(PackRestriction.pack_id) == pack_id
    )
    organisations = list(session.scalars(named))
    if not organisations:
        return Framing()
    origins = select(col(HostSite.origin)).where(
        col(HostSite.organisation_id).in_(organisations)
    )
    found = session.scalars(origins.distinct().order_by(col(HostSite.origin)))
    return Framing(is_restricted=True, origins=tuple(found))


def restricted_packs(session: Session, organisation: Organisation) -> list[PackRow]:
    """Return the published packs that are only for sites such as this one's."""
    ids = session.scalars(
        select(col(PackRestriction.pack_id))
        .where(col(PackRestriction.organisation_id) == organisation.id)
        .order_by(col(PackRestriction.pack_id))
    )
    return list(packs_by_id(session, ids).values())


def open_packs(session: Session, organisation: Organisation) -> Sequence[PackRow]:
    """Return the packs that credit an organisation and are not restricted to it."""
    taken = {pack.id for pack in restricted_packs(session, organisation)}
    credited = packs_of_organisation(session, organisation.id or 0)
    return [pack for pack in credited if pack.id not in taken]


def restrict(session: Session, organisation: Organisation, pack_id: int) -> None:
    """Let only sites of this organisation frame a pack that credits it.

    Where several organisations say so, the sites of each may. Raise NotFound.
    """
    key = (pack_id, organisation.id)
    if session.get(PackOrganisation, key) is None:
        raise NotFound(NOT_THEIRS)
    row = {"pack_id": pack_id, "organisation_id": organisation.id}
    if insert_once(session, PackRestriction, row):
        bump(session, CONTENT, about="host sites")


def free(session: Session, organisation: Organisation, pack_id: int) -> None:
    """Take a restriction back."""
    session.connection().execute(
        delete(PackRestriction).where(
            col(PackRestriction.pack_id) == pack_id,
            col(PackRestriction.organisation_id) == organisation.id,
        )
    )
    bump(session, CONTENT, about="host sites")
