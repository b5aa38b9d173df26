"""A pack as a whole: the order of its modules, withdrawing it, bringing it back."""

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.authoring.publishing import tell
from app.packs.events import PackWithdrawn
from app.packs.models import Module, Pack, PublicState
from app.packs.queries import modules_of, packs_by_slug
from app.platform import clock
from app.platform.errors import Conflict, Invalid, NotFound
from app.platform.i18n import N_
from app.platform.outbox import announce
from app.platform.states import CONTENT, bump


def move_module(session: Session, pack: Pack, key: str, *, step: int) -> None:
    """Move a module one place up (-1) or down (1); at an end it stays."""
    live = [m for m in modules_of(session, pack.id or 0) if not m.is_withdrawn]
    place = next((i for i, module in enumerate(live) if module.key == key), None)
    if place is None:
        raise NotFound(N_("This pack has no such module."))
    if not 0 <= place + step < len(live):
        return
    live[place], live[place + step] = live[place + step], live[place]
    _number(live)
    pack.is_ordered_here = True
    tell(session, pack)


def withdraw_pack(
    session: Session, pack: Pack, *, reason: str, successor: str = ""
) -> None:
    """Take a pack from readers, with the reason and what took its place, if anything.

    Raise Invalid when there is no such pack to go to.
    """
    if successor and (
        successor == pack.slug or not packs_by_slug(session, [successor])
    ):
        raise Invalid(N_("There is no published pack with that address."))
    pack.state, pack.is_withdrawn_here = PublicState.WITHDRAWN, True
    pack.withdrawn_reason, pack.successor_slug = reason, successor or None
    # Harvesters ask what has changed since they were here.
    pack.updated_at = clock.now()
    announce(session, PackWithdrawn(pack.key))
    bump(session, CONTENT, about=f"pack:{pack.key}")


def bring_back(session: Session, pack: Pack) -> None:
    """Give readers a pack again that people on the site withdrew."""
    if not pack.is_withdrawn_here:
        raise Conflict(N_("This pack was not withdrawn on this site."))
    pack.state, pack.is_withdrawn_here = PublicState.PUBLISHED, False
    pack.withdrawn_reason, pack.successor_slug = "", None
    tell(session, pack)


def withdrawn_packs(session: Session, *, limit: int) -> list[tuple[Pack, Pack | None]]:
    """Return the packs that people on the site withdrew, the newest first.

    Each with the published pack that took its place, if any.
    """
    after = aliased(Pack)
    found = (
        select(Pack, after)
        .outerjoin(
            after,
            and_(
                col(after.slug) == col(Pack.successor_slug),
                col(after.state) == PublicState.PUBLISHED,
            ),
        )
        .where(col(Pack.is_withdrawn_here))
        .order_by(col(Pack.id).desc())
        .limit(limit)
    )
    return [(pack, successor) for pack, successor in session.execute(found)]


def _number(modules: list[Module]) -> None:
    for number, module in enumerate(modules, start=1):
        module.number = number
