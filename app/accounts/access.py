"""Who may use a route, said in its handler's signature.

    def show(reader: Public) -> Response: ...           # anyone; None when signed out
    def rename(user: Editor, ...) -> Response: ...      # a role, or one containing it

A guard stands before every other dependency that can refuse, so that nobody learns
from a 404 what a 403 would hide. Whether somebody may judge *this* pack in *this*
language is asked in the handler, with `permissions`.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response

from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.platform.errors import Forbidden, NotSignedIn
from app.platform.i18n import N_, gettext
from app.web.addresses import parts_of
from app.web.errors import respond, wants_fragment, wants_json
from app.web.unsaved import kept_for_later
from app.web.viewer import viewer_of

Guard = Callable[[HTTPConnection], Awaitable[CurrentUser]]


# The guards only look at what the middleware found. As coroutines they run at once;
# as plain functions each would wait for a thread.
async def anyone(connection: HTTPConnection) -> CurrentUser | None:
    """Return who is signed in, or None."""
    viewer = viewer_of(connection)
    return viewer if isinstance(viewer, CurrentUser) else None


async def signed_in(connection: HTTPConnection) -> CurrentUser:
    """Return who is signed in; raise NotSignedIn."""
    user = await anyone(connection)
    if user is None:
        raise NotSignedIn(N_("Sign in to go on. You will come back to this page."))
    return user


def holding(role: Role) -> Guard:
    """Return a guard that lets in those who hold a role."""

    async def guard(connection: HTTPConnection) -> CurrentUser:
        user = await signed_in(connection)
        if not user.has(role):
            raise Forbidden(N_("Your account may not do this. Nothing was changed."))
        return user

    guard.__name__ = guard.__qualname__ = f"holding_{role.value}"
    return guard


_editor = holding(Role.EDITOR)
_trusted = holding(Role.TRUSTED)
_patroller = holding(Role.PATROLLER)
_reviewer = holding(Role.REVIEWER)
_coordinator = holding(Role.COORDINATOR)
_moderator = holding(Role.MODERATOR)
_steward = holding(Role.STEWARD)
_operator = holding(Role.OPERATOR)

Public = Annotated[CurrentUser | None, Depends(anyone)]
SignedIn = Annotated[CurrentUser, Depends(signed_in)]
Editor = Annotated[CurrentUser, Depends(_editor)]
Trusted = Annotated[CurrentUser, Depends(_trusted)]
Patroller = Annotated[CurrentUser, Depends(_patroller)]
Reviewer = Annotated[CurrentUser, Depends(_reviewer)]
Coordinator = Annotated[CurrentUser, Depends(_coordinator)]
Moderator = Annotated[CurrentUser, Depends(_moderator)]
Steward = Annotated[CurrentUser, Depends(_steward)]
Operator = Annotated[CurrentUser, Depends(_operator)]

ACCESS_GUARDS: frozenset[Callable[..., object]] = frozenset(
    {anyone, signed_in, _editor, _trusted, _patroller}
    | {_reviewer, _coordinator, _moderator, _steward, _operator}
)


def add_sign_in_redirect(app: FastAPI) -> None:
    """Send people who have to sign in to that page; tell programs 401.

    What they wrote stays: who was signed out meanwhile is shown it, to send it again.
    """

    @app.exception_handler(NotSignedIn)
    async def not_signed_in(request: Request, error: NotSignedIn) -> Response:
        if wants_json(request) or wants_fragment(request):
            message = gettext(error.message, **error.params)
            return await run_in_threadpool(respond, request, 401, message)
        login = login_address(request)
        return await kept_for_later(request, login) or RedirectResponse(login, 303)


def login_address(request: Request) -> str:
    """Return the sign-in page that leads back here; after a POST, to the form."""
    language = getattr(request.state, "content_language", None)
    lang = language.code if language else "en"
    path: str = request.app.state.paths("accounts.login", lang=lang)
    here = _page_address(request)
    return f"{path}?next={quote(here, safe='/')}" if here else path


def _page_address(request: Request) -> str:
    if request.method in {"GET", "HEAD"}:
        path, query = request.url.path, request.url.query
    else:
        # What was posted is gone; its page can be opened again.
        form_page = parts_of(request.headers.get("referer", ""))
        if form_page.netloc != request.headers.get("host"):
            return ""
        path, query = form_page.path, form_page.query
    return f"{path}?{query}" if query else path
