"""Messages to host sites: what they say, how they are signed, which ones there are.

They are written in the transaction of what they tell, so none is lost and none tells
what did not happen. Form and signature are those of Standard Webhooks 1.0
(standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`.
"""

import base64
import hmac
import ipaddress
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from msgspec import Struct
from sqlalchemy import func, insert, select, update
from sqlmodel import Session, col

from app.hosts.job_names import DELIVER
from app.hosts.keys import PREFIX
from app.hosts.models import DeliveryState, HostDelivery, HostSite, Way
from app.platform import clock
from app.platform.errors import Conflict, Invalid, NotFound
from app.platform.i18n import N_
from app.platform.ids import short_id
from app.platform.jobs import request_job
from app.platform.public_web import Allowed

ID_CHARACTERS = 24
MAX_URL = 500
MODULE_COMPLETED, PACK_COMPLETED, TEST = "module.completed", "pack.completed", "test"
PATH_COMPLETED = "path.completed"
NOT_AN_ADDRESS = N_("Write an address that begins with https://")
NOT_PUBLIC = N_("This address is not one that everybody on the internet can reach.")
NO_MESSAGE = N_("There is no such message, or it is not one that failed.")


# Built once: somebody in a frame waits for it with every module they finish.
_WRITING = insert(HostDelivery)


class Message(Struct, frozen=True):
    """Something to tell a site; `learner_id` is the row it is about."""

    kind: str
    data: dict[str, Any]
    learner_id: int | None = None


def checked_webhook(url: str, allowed: Allowed) -> str:
    """Return an address messages can go to, or nothing for nothing; raise Invalid.

    A name is looked up when something is sent, and each time anew.
    """
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError as error:
        raise Invalid(NOT_AN_ADDRESS) from error
    is_own, is_reachable = _known_of(host, port, allowed)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_own)
    if not host or "@" in parts.netloc or not is_safe or not url.isprintable():
        raise Invalid(NOT_AN_ADDRESS)
    if not is_reachable:
        raise Invalid(NOT_PUBLIC)
    return url


def _known_of(host: str, port: int, allowed: Allowed) -> tuple[bool, bool]:
    """Tell of a host, without asking anybody, if it is this machine and if we may."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        is_own = host == "localhost" or host.endswith(".localhost")
        return is_own, not is_own or allowed("127.0.0.1", port)
    return address.is_loopback, allowed(str(address), port)


def tell(session: Session, site: HostSite, message: Message) -> None:
    """Write a message to a site into the caller's transaction, if it wants any."""
    if not site.ways:
        return
    now = clock.now()
    said = {
        "type": message.kind,
        "timestamp": now.isoformat(),
        "data": message.data,
    }
    row = {
        "site_id": site.number,
        "learner_id": message.learner_id,
        "kind": message.kind,
        "payload": said,
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "status": 0,
        "problem": "",
        "created_at": now,
        "due_at": now,
    }
    # First, as it writes what the caller has not written yet: the learner, say.
    request_job(session, DELIVER, {}, key=DELIVER)
    rows = [{**row, "message_id": _new_id(way), "way": way} for way in site.ways]
    session.connection().execute(_WRITING, rows)


def _new_id(way: Way) -> str:
    # Statements have ids of their own form, which their records count them by.
    return str(uuid4()) if way is Way.RECORDS else f"msg_{short_id(ID_CHARACTERS)}"


def body_of(delivery: HostDelivery) -> bytes:
    """Return what is sent: the same bytes at every try."""
    text = json.dumps(delivery.payload, ensure_ascii=False, sort_keys=True)
    return text.encode()


def signed_headers(
    message_id: str, body: bytes, secrets: Sequence[str], *, now: datetime
) -> dict[str, str]:
    """Return the headers that prove a message, signed with each good secret."""
    stamp = str(int(now.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    signatures = [f"v1,{_signature(secret, signed)}" for secret in secrets]
    return {
        "Content-Type": "application/json",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": stamp,
        "Webhook-Signature": " ".join(signatures),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def latest(session: Session, site: HostSite, *, limit: int) -> list[HostDelivery]:
    """Return the newest messages to a site."""
    found = select(HostDelivery).where(col(HostDelivery.site_id) == site.id)
    ordered = found.order_by(col(HostDelivery.id).desc()).limit(limit)
    return list(session.scalars(ordered))


def counts(session: Session, site: HostSite) -> dict[DeliveryState, int]:
    """Count the messages to a site by what became of them."""
    rows = session.execute(
        select(col(HostDelivery.state), func.count())
        .where(col(HostDelivery.site_id) == site.id)
        .group_by(col(HostDelivery.state))
    )
    return {**dict.fromkeys(DeliveryState, 0), **dict(rows.all())}


def send_again(session: Session, site: HostSite, message_id: str = "") -> int:
    """Give what failed another round, one message or all; return how many.

    Raise NotFound when the one that is named has not failed.
    """
    failed = update(HostDelivery).where(
        col(HostDelivery.site_id) == site.id,
        col(HostDelivery.state) == DeliveryState.FAILED,
    )
    if message_id:
        failed = failed.where(col(HostDelivery.message_id) == message_id)
    again = {
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "due_at": clock.now(),
        "ended_at": None,
    }
    if not site.ways:
        raise Conflict(N_("This site has no address for messages any more."))
    count: int = session.connection().execute(failed.values(again)).rowcount
    if message_id and not count:
        raise NotFound(NO_MESSAGE)
    request_job(session, DELIVER, {}, key=DELIVER)
    return count
