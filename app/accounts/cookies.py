"""The two cookies of this room: who is signed in, and a sign-in under way."""

from collections.abc import Mapping

from itsdangerous import BadSignature, TimestampSigner
from starlette.responses import Response

from app.accounts.sessions import LONGEST
from app.platform.settings import Settings

FLOW_SECONDS = 600


def session_cookie(settings: Settings) -> str:
    """Return the name of the sign-in cookie, bound to the host where it can be."""
    return "__Host-passalong" if settings.is_secure else "passalong"


def flow_cookie(settings: Settings) -> str:
    """Return the name of the cookie that waits for the provider's answer."""
    return f"{session_cookie(settings)}-flow"


def keep_session(response: Response, token: str, settings: Settings) -> None:
    """Give the browser its token."""
    seconds = int(LONGEST.total_seconds())
    _keep(response, session_cookie(settings), token, (seconds, settings.is_secure))


def forget_session(response: Response, settings: Settings) -> None:
    """Take the token from the browser."""
    _keep(response, session_cookie(settings), "", (0, settings.is_secure))


def keep_flow(response: Response, binding: str, settings: Settings) -> None:
    """Bind a sign-in to this browser: another one cannot finish it."""
    value = _signer(settings).sign(binding).decode()
    _keep(response, flow_cookie(settings), value, (FLOW_SECONDS, settings.is_secure))


def forget_flow(response: Response, settings: Settings) -> None:
    """Take the binding from the browser."""
    _keep(response, flow_cookie(settings), "", (0, settings.is_secure))


def read_flow(cookies: Mapping[str, str], settings: Settings) -> str | None:
    """Return the binding this browser holds, if we signed it in the last minutes."""
    value = cookies.get(flow_cookie(settings), "")
    try:
        return _signer(settings).unsign(value, max_age=FLOW_SECONDS).decode()
    except BadSignature:
        return None


def _signer(settings: Settings) -> TimestampSigner:
    return TimestampSigner(settings.signing_keys, salt="accounts.flow")


def _keep(response: Response, name: str, value: str, life: tuple[int, bool]) -> None:
    seconds, secure = life
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
