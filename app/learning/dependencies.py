"""What handlers of this room and the rooms above ask for in their signature."""

from typing import Annotated

from fastapi import Depends, Path
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from app.accounts.current import CurrentUser
from app.learning.device_format import cookie_name
from app.learning.learner import Learner
from app.platform.languages import Language
from app.platform.settings import Settings
from app.web.dependencies import ContentLanguage
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


class Visitor(Struct, frozen=True):
    """A request with who is learning and the language they read."""

    request: Request
    learner: Learner
    content: Language

    @property
    def settings(self) -> Settings:
        """The settings of this app."""
        settings: Settings = self.request.app.state.settings
        return settings

    def path(self, name: str, **params: object) -> str:
        """Return the address of a page in the language being read."""
        path: str = self.request.app.state.paths(name, lang=self.content.code, **params)
        return path

    def keep(self, response: Response) -> Response:
        """Send the cookie along if the learner's device changed."""
        self.learner.save(response, secure=self.settings.is_secure)
        return response


async def current_visitor(
    request: Request, learner: CurrentLearner, content: ContentLanguage
) -> Visitor:
    """Return who is asking for a page."""
    return Visitor(request, learner, content)


# What cannot be a slug or a token has no page; the database never gets to see it.
Slug = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,80}$")]
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{32}$")]
CurrentVisitor = Annotated[Visitor, Depends(current_visitor)]
