"""Launches that are under way: one answer each, gone in ten minutes."""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import delete
from sqlmodel import Session, col

from app.lti.models import Flow, Platform
from app.platform import clock
from app.platform.ids import secret_token, text_hash

LIFE = timedelta(minutes=10)
MAX_STATE_CHARACTERS = 128


class Started(Struct, frozen=True):
    """What the platform takes along, and what the browser keeps."""

    state: str
    nonce: str
    binding: str


def start_flow(
    session: Session, platform: Platform, asked: Mapping[str, str]
) -> Started:
    """Begin a launch; `asked` is what the platform has sent."""
    old = delete(Flow).where(col(Flow.created_at) < clock.now() - LIFE)
    session.connection().execute(old)
    started = Started(secret_token(), secret_token(), secret_token())
    session.add(
        Flow(
            state_hash=text_hash(started.state),
            platform_id=platform.number,
            nonce=started.nonce,
            browser_hash=text_hash(started.binding),
            asked=dict(asked),
        )
    )
    return started


def burn_flow(session: Session, state: str) -> Flow | None:
    """Take a launch out of those under way, whatever comes of it; None: none such.

    Commit before anything else is done with the answer, so that nothing can be tried
    twice.
    """
    if not 0 < len(state) <= MAX_STATE_CHARACTERS:
        return None
    mine = col(Flow.state_hash) == text_hash(state)
    burnt = delete(Flow).where(mine).returning(Flow)
    flow = session.scalars(burnt).one_or_none()
    is_good = flow is not None and flow.created_at >= clock.now() - LIFE
    return flow if is_good else None


def park(session: Session, flow: Flow, claims: Mapping[str, Any]) -> str:
    """Keep a proven launch until its browser is; return a ticket."""
    ticket = secret_token()
    session.add(
        Flow(
            state_hash=text_hash(ticket),
            platform_id=flow.platform_id,
            nonce=flow.nonce,
            browser_hash=flow.browser_hash,
            asked=flow.asked,
            claims=dict(claims),
            created_at=flow.created_at,
        )
    )
    return ticket


def is_from_browser(flow: Flow, binding: str) -> bool:
    """Tell whether what a browser shows is what it was given at the beginning."""
    return hmac.compare_digest(flow.browser_hash, text_hash(binding))
