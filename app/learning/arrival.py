"""What happens to a browser's progress when its reader signs in."""

from sqlmodel import Session
from starlette.requests import Request

from app.accounts.models import User
from app.learning.device_format import cookie_name
from app.learning.learner import Learner
from app.learning.merging import merge
from app.platform.settings import Settings


def merge_device(session: Session, request: Request, user: User) -> None:
    """Move the cookie's progress into the account, in the sign-in's transaction.

    For `app.state.on_sign_in`. The cookie is taken back with the answer, so that the
    next reader of a shared phone starts with a fresh one.
    """
    settings: Settings = request.app.state.settings
    name = cookie_name(secure=settings.is_secure)
    cookie = request.cookies.get(name)
    if not cookie:
        return
    request.state.spent_cookies.append(name)
    learner = Learner.of(None, cookie, settings.signing_keys)
    if not learner.device.is_empty:
        merge(session, user.number, learner.device, device_hash=learner.device_hash)
