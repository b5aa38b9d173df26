"""Who may show a pack in a frame: everybody, or the sites of some organisations."""

from starlette.requests import Request
from starlette.responses import Response

from app.hosts.restricting import Framing, framing_of
from app.platform.errors import Forbidden
from app.platform.i18n import N_
from app.reading.loading import OpenPack
from app.web.addresses import parts_of
from app.web.page_cache import public_page


class NotShownThere(Forbidden):
    """The site around a frame is none of those that may show a pack."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Only some sites may show this pack as a part of theirs. "
                "It is free to read on Passalong."
            )
        )


def shown_where_allowed(
    opened: OpenPack, request: Request, response: Response, *, is_lasting: bool = True
) -> Response:
    """Let browsers show a page only on sites that may; raise NotShownThere.

    A browser keeps to the list we send. Where it also says which site asks, that site
    gets a page that may be framed and says why, instead of an empty box.
    """
    framing = allowed_framing(opened)
    if not framing.is_restricted:
        if is_lasting:
            public_page(request)
        return response
    require_allowed(framing, request)
    policy = request.app.state.framed_policy(ancestors=framing.ancestors)
    response.headers["Content-Security-Policy"] = policy
    return response


def allowed_framing(opened: OpenPack) -> Framing:
    """Return who may frame a pack, read once while content stays as it is."""
    pack = opened.view.pack
    session = opened.content.session
    return opened.content.once(
        ("framing", pack.slug), lambda: framing_of(session, pack.id or 0)
    )


def require_allowed(framing: Framing, request: Request) -> None:
    """Raise NotShownThere when the page around a frame is known, and not allowed."""
    if request.headers.get("sec-fetch-dest", "iframe") not in {"iframe", "frame"}:
        return
    around = parts_of(request.headers.get("referer", ""))
    origin = f"{around.scheme}://{around.netloc}"
    ours = request.app.state.settings_public.public_url
    if around.netloc and origin != ours and framing.is_refused_to(origin):
        raise NotShownThere
