"""Sign-ins that are under way: bound to one browser, used once, gone in 10 minutes."""

import hmac
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import delete
from sqlmodel import Session, col

from app.accounts.identity import Secrets, SignInRefused
from app.accounts.models import AuthFlow
from app.platform import clock
from app.platform.i18n import N_
from app.platform.ids import secret_token, text_hash

LIFE = timedelta(minutes=10)
MAX_STATE_CHARACTERS = 128


class FlowRefused(SignInRefused):
    """This answer does not belong to a sign-in that this browser started."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This sign-in was not started in this browser, or it took longer than "
                "10 minutes. Nothing was changed. Please start again."
            )
        )


class StartedFlow(Struct, frozen=True):
    """What the browser takes along: the secrets' state, and its own binding."""

    secrets: Secrets
    binding: str


class FinishedFlow(Struct, frozen=True):
    """What was kept for the way back."""

    secrets: Secrets
    next_path: str


def start_flow(session: Session, next_path: str) -> StartedFlow:
    """Keep what this sign-in needs when it comes back."""
    _drop_old_flows(session)
    # PKCE asks for 43 characters or more.
    secrets = Secrets(
        state=secret_token(),
        nonce=secret_token(),
        verifier=secret_token() + secret_token(),
    )
    binding = secret_token()
    session.add(
        AuthFlow(
            state_hash=text_hash(secrets.state),
            browser_hash=text_hash(binding),
            verifier=secrets.verifier,
            nonce=secrets.nonce,
            next_path=next_path,
        )
    )
    return StartedFlow(secrets, binding)


def burn_flow(session: Session, state: str, binding: str | None) -> FinishedFlow | None:
    """Take a sign-in out of the waiting ones, whatever comes of it.

    Commit before anything else is done with the answer, so that nothing can be
    tried twice. None: no such sign-in, too old, or another browser's.
    """
    if not 0 < len(state) <= MAX_STATE_CHARACTERS:
        return None
    mine = col(AuthFlow.state_hash) == text_hash(state)
    burnt = delete(AuthFlow).where(mine).returning(AuthFlow)
    flow = session.scalars(burnt).one_or_none()
    if flow is None or flow.created_at < clock.now() - LIFE:
        return None
    if not hmac.compare_digest(flow.browser_hash, text_hash(binding or "")):
        return None
    secrets = Secrets(state=state, nonce=flow.nonce, verifier=flow.verifier)
    return FinishedFlow(secrets, flow.next_path)


def _drop_old_flows(session: Session) -> None:
    old = col(AuthFlow.created_at) < clock.now() - LIFE
    session.execute(delete(AuthFlow).where(old))
