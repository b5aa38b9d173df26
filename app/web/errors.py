"""Refusals and failures as a page, a fragment or JSON: what happened, what to do."""

import re
from collections.abc import Sequence

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.errors import AppError, Gone, Moved, TooManyRequests
from app.platform.i18n import N_, gettext
from app.web.addresses import parts_of
from app.web.frames import is_framed
from app.web.negotiation import prefers_json
from app.web.redirects import safe_next
from app.web.templates import render

log = structlog.get_logger("passalong.errors")

TITLES = {
    400: N_("This request could not be read"),
    401: N_("Please sign in first"),
    403: N_("This is not open to you"),
    404: N_("There is no page here"),
    405: N_("This address does not work that way"),
    409: N_("This cannot be done as things stand"),
    410: N_("This was withdrawn"),
    413: N_("That is too large"),
    422: N_("Something in the form needs another look"),
    429: N_("Too many tries"),
    500: N_("Something broke on our side"),
    503: N_("Not available for the moment"),
}
SENTENCES = {
    400: N_("What arrived was not complete. Go back and send it once more."),
    401: N_("Sign in, and you will come back to this page. Reading needs no account."),
    403: N_("Your account may not do this. Nothing was changed."),
    404: N_("The address may be mistyped, or the page has moved. Try a search."),
    405: N_("Nothing was changed. Use the links and buttons on the page."),
    409: N_("Nothing was lost. Go back to see both versions."),
    410: N_("The people who looked after this took it down."),
    413: N_("Nothing was kept. Send less than 1 MB at a time."),
    422: N_(
        "Nothing was changed yet. Go back, look at the marked fields, and try again."
    ),
    429: N_("Please wait a little and try again. Nothing was lost."),
    500: N_(
        "It is not your fault. What was saved before is still there. Try again soon."
    ),
    503: N_("Please try again in a few minutes. Nothing was lost."),
}


# Words with hyphens, as in the address of a pack: no token, and no single word, which
# is more often a page of ours than a subject.
_SLUG = re.compile(r"[a-z]+(?:-[a-z0-9]+){1,15}")


class Refusal(Struct, frozen=True):
    """What an error says to a person, in the interface language."""

    status: int
    title: str
    message: str
    request_id: str
    successor: str = ""
    words: str = ""
    back: str = ""


def add_error_handlers(app: FastAPI) -> None:
    """Answer our own refusals, the framework's, and malformed input."""

    @app.exception_handler(AppError)
    def refused(request: Request, error: AppError) -> Response:
        response = _refuse(request, error)
        if isinstance(error, TooManyRequests):
            response.headers["Retry-After"] = str(error.retry_after)
        return response

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        response = respond(request, error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(ClientDisconnect)
    def left(_request: Request, _error: ClientDisconnect) -> Response:
        # Nobody is there to read it; the log says that it was no fault of ours.
        return Response(status_code=400)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        wrong = [item["loc"] for item in error.errors()]
        if any(place[0] == "path" for place in wrong):
            return respond(request, 404)
        return respond(request, 422, _named(wrong) if wants_json(request) else None)


class UnexpectedErrors:
    """Turns a bug into the 500 page, inside the headers and the reader's language."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except AppError as error:
            # Middleware refuses too, and it runs outside the framework's handlers.
            await _refuse(Request(scope), error)(scope, receive, send)
        except Exception:
            log.exception("unexpected")
            if started or scope["app"].debug:
                raise
            await respond(Request(scope), 500)(scope, receive, send)


def _refuse(request: Request, error: AppError) -> Response:
    if isinstance(error, Moved):
        return _moved(request, error.slug)
    message = gettext(error.message, **error.params)
    successor = error.successor if isinstance(error, Gone) else ""
    return respond(request, error.status, message, successor=successor)


def _moved(request: Request, slug: str) -> Response:
    """Send a browser to the same page of the same thing at its address of today."""
    values = request.path_params | {"slug": slug}
    path = request.app.url_path_for(request.scope["route"].name, **values)
    query = f"?{request.url.query}" if request.url.query else ""
    # 308 sends what was filled in once more. A name may come back: nobody keeps this.
    status = 301 if request.method in {"GET", "HEAD"} else 308
    return RedirectResponse(path + query, status, {"Cache-Control": "no-store"})


def respond(
    request: Request, status: int, message: str | None = None, *, successor: str = ""
) -> Response:
    """Build the answer in the form the client asked for."""
    refusal = Refusal(
        status=status,
        title=gettext(TITLES.get(status, TITLES[400 if status < 500 else 500])),
        message=message
        or gettext(SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])),
        request_id=request_id(request.scope),
        successor=successor,
        words=_words_of(request.url.path) if status == 404 else "",
        back=_came_from(request),
    )
    if wants_json(request):
        return _problem(refusal)
    return render(request, _template(request), refusal, status=status)


def _came_from(request: Request) -> str:
    """Return the page of ours whose form was refused; "" where a page was opened."""
    if request.method in {"GET", "HEAD"}:
        return ""
    page = parts_of(request.headers.get("referer", ""))
    if page.netloc != request.headers.get("host"):
        return ""
    return safe_next(f"{page.path}?{page.query}" if page.query else page.path, "")


def _words_of(path: str) -> str:
    """Return what a mistyped address seems to be about: the search forgives more."""
    slug = path.rpartition("/")[2]
    return slug.replace("-", " ") if _SLUG.fullmatch(slug) else ""


def _template(request: Request) -> str:
    if wants_fragment(request):
        return "errors/_message.html"
    # Inside another site's frame there is no room for our menus.
    return "errors/framed.html" if is_framed(request.url.path) else "errors/page.html"


def _named(places: Sequence[tuple[int | str, ...]]) -> str:
    # A program is told which of its parameters; a person sees them in the form.
    names = sorted({str(part) for place in places for part in place[1:2]})
    return gettext(N_("This cannot be used: %(names)s."), names=", ".join(names))


def wants_json(request: Request) -> bool:
    """Tell whether a program is asking."""
    path = request.url.path
    return path.startswith("/api/") or prefers_json(request.headers.get("accept", ""))


def wants_fragment(request: Request) -> bool:
    """Tell whether the answer will be put into a page that is already there.

    The route tells it, not the address: a random token may begin with `_` too.
    """
    template = getattr(request.scope.get("route"), "path", "")
    is_part = template.rpartition("/")[2].startswith("_")
    return is_part or "hx-request" in request.headers


def request_id(scope: Scope) -> str:
    """Return the id under which this request is in the log."""
    found: str = scope.get("state", {}).get("request_id", "")
    return found


def _problem(refusal: Refusal) -> Response:
    content = {
        "type": "about:blank",
        "status": refusal.status,
        "title": refusal.title,
        "detail": refusal.message,
        "request_id": refusal.request_id,
    }
    return JSONResponse(content, refusal.status, media_type="application/problem+json")
