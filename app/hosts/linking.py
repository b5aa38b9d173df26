"""Keeping in an account, too, what its owner learns on another site: only when asked.

Nobody is linked by being signed in while a site shows a frame. Somebody asks in the
frame, and says yes on a page of ours that names the account. From then on what they do
there is added to the account. Nothing goes the other way: the site and its organisation
see what they saw before.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.events import AccountVanished
from app.hosts.models import HostLearner, HostLink, HostLinkAsking, HostSite
from app.learning.device import Device, DevicePack
from app.learning.device_format import decode
from app.learning.merging import merge
from app.platform import clock
from app.platform.errors import Conflict, NotFound
from app.platform.i18n import N_
from app.platform.ids import secret_token, text_hash
from app.platform.rows import insert_once

LIFE = timedelta(minutes=10)
NOT_ASKED = N_(
    "This question was answered already, or is older than ten minutes. Nothing was "
    "changed. Go back to your course, open the link there and ask once more."
)
OTHERS = N_(
    "What is learnt there is kept in another account already. Nothing was changed."
)
NO_LINK = N_("This is not kept in your account any more.")


class Asked(Struct, frozen=True):
    """Somebody who was asked: who they are on which site, and where it is kept now."""

    learner: HostLearner
    site: HostSite
    user_id: int | None

    @property
    def host(self) -> str:
        """The site as people call it."""
        return host_of(self.site.origin)


class Linked(Struct, frozen=True):
    """What an account also keeps: what its owner learns on a site."""

    learner_id: int
    origin: str
    since: datetime

    @property
    def host(self) -> str:
        """The site as people call it."""
        return host_of(self.origin)


def host_of(origin: str) -> str:
    """Return the name and port in an origin: what is before them is always the same."""
    return origin.partition("://")[2]


def ask(session: Session, learner: HostLearner) -> str:
    """Begin to ask somebody; return what their browser shows with the answer.

    A question before it is over then.
    """
    old = (col(HostLinkAsking.expires_at) < clock.now()) | (
        col(HostLinkAsking.learner_id) == learner.number
    )
    session.connection().execute(delete(HostLinkAsking).where(old))
    token = secret_token()
    asking = HostLinkAsking(
        token_hash=text_hash(token),
        learner_id=learner.number,
        expires_at=clock.now() + LIFE,
    )
    session.add(asking)
    return token


def get_asked(session: Session, token: str) -> Asked:
    """Return who was asked; raise NotFound when nobody was, or too long ago."""
    found = session.execute(
        select(HostLearner, HostSite, col(HostLink.user_id))
        .join(HostSite, col(HostSite.id) == col(HostLearner.site_id))
        .join(HostLinkAsking, col(HostLinkAsking.learner_id) == col(HostLearner.id))
        .outerjoin(HostLink, col(HostLink.learner_id) == col(HostLearner.id))
        .where(
            col(HostLinkAsking.token_hash) == text_hash(token),
            col(HostLinkAsking.expires_at) >= clock.now(),
        )
    ).first()
    if found is None:
        raise NotFound(NOT_ASKED)
    return Asked(*found)


def link(session: Session, token: str, user_id: int) -> None:
    """Keep in an account what was learnt on a site, and what will be.

    Raise NotFound when the question is over, Conflict when it is another account's.
    """
    asked = get_asked(session, token)
    learner_id = asked.learner.number
    row = {"learner_id": learner_id, "user_id": user_id, "created_at": clock.now()}
    if not insert_once(session, HostLink, row):
        linked = col(HostLink.learner_id) == learner_id
        if session.scalar(select(col(HostLink.user_id)).where(linked)) != user_id:
            raise Conflict(OTHERS)
    _burn(session, token)
    if asked.learner.progress:
        device = decode(asked.learner.progress)
        merge(session, user_id, device, device_hash=None)


def unlink_asked(session: Session, token: str) -> None:
    """Keep it in no account any more, for somebody who learns there; raise NotFound."""
    asked = get_asked(session, token)
    theirs = col(HostLink.learner_id) == asked.learner.number
    session.connection().execute(delete(HostLink).where(theirs))


def unlink(session: Session, user_id: int, learner_id: int) -> None:
    """Keep it in an account no more; what was kept stays. Raise NotFound."""
    mine = (col(HostLink.learner_id) == learner_id) & (col(HostLink.user_id) == user_id)
    gone = session.connection().execute(delete(HostLink).where(mine))
    if not gone.rowcount:
        raise NotFound(NO_LINK)


def links_of(session: Session, user_id: int) -> Sequence[Linked]:
    """Return what an account also keeps, the newest first."""
    found = session.execute(
        select(col(HostLink.learner_id), col(HostSite.origin), col(HostLink.created_at))
        .join(HostLearner, col(HostLearner.id) == col(HostLink.learner_id))
        .join(HostSite, col(HostSite.id) == col(HostLearner.site_id))
        .where(col(HostLink.user_id) == user_id)
        .order_by(col(HostLink.created_at).desc(), col(HostLink.learner_id))
    )
    return [Linked(*row) for row in found]


def keep_too(
    session: Session, learner: HostLearner, before: Device, now: Device
) -> None:
    """Add to the account of somebody on a site what they have just done there."""
    linked = select(col(HostLink.user_id)).where(
        col(HostLink.learner_id) == learner.number
    )
    user_id = session.scalar(linked)
    if user_id is not None:
        merge(session, user_id, news(before, now), device_hash=None)


def news(before: Device, now: Device) -> Device:
    """Return what a device holds that it did not: somebody may have deleted the rest
    from their account.
    """
    details = {
        spot: found
        for spot, found in now.details.items()
        if found != before.details.get(spot)
    }
    touched = {pack for pack, _ in details}
    packs = {
        key: _new_of(before.packs.get(key), pack)
        for key, pack in now.packs.items()
        if key in touched or pack != before.packs.get(key)
    }
    return Device(now.nonce, packs, details)


def _new_of(before: DevicePack | None, now: DevicePack) -> DevicePack:
    if before is None:
        return now
    is_new = now.is_finished and not before.is_finished
    return replace(now, done=now.done - before.done, is_finished=is_new)


def export_links(session: Session, user_id: int) -> list[dict[str, Any]]:
    """Return what an account also keeps, as JSON can hold it."""
    return [
        {"site": one.origin, "since": one.since.isoformat()}
        for one in links_of(session, user_id)
    ]


def forget_links(session: Session, fact: AccountVanished) -> None:
    """Keep nothing more for an account that is gone."""
    theirs = col(HostLink.user_id) == fact.user_id
    session.connection().execute(delete(HostLink).where(theirs))


def _burn(session: Session, token: str) -> None:
    asked = col(HostLinkAsking.token_hash) == text_hash(token)
    session.connection().execute(delete(HostLinkAsking).where(asked))
