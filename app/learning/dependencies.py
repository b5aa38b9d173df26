"""What handlers of this room and the rooms above ask for in their signature."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.accounts.current import CurrentUser
from app.learning.device_format import cookie_name
from app.learning.learner import Learner
from app.platform.settings import Settings
from app.web.viewer import viewer_of


# A coroutine, because it only looks at the request: a plain function would wait for
# a thread.
async def current_learner(request: Request) -> Learner:
    """Return who is learning: the account, or what this browser keeps."""
    settings: Settings = request.app.state.settings
    viewer = viewer_of(request)
    user_id = viewer.user_id if isinstance(viewer, CurrentUser) else None
    cookie = request.cookies.get(cookie_name(secure=settings.is_secure))
    return Learner.of(user_id, cookie, settings.signing_keys)


CurrentLearner = Annotated[Learner, Depends(current_learner)]
