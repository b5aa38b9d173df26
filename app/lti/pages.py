"""Pages that a platform shows in its frame: in its language, and only on its sites."""

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from app.lti.models import Platform
from app.platform.i18n import current_locale, interface_locales, use_locale
from app.platform.languages import best_match
from app.web.templates import render


class Around(Struct, frozen=True):
    """What is around a page: the platform, and the language it is used in.

    `form_target` is an origin that the page sends a form to.
    """

    platform: Platform
    locale: str = ""
    form_target: str = ""


def framed_page(
    request: Request, name: str, context: dict[str, Any], around: Around
) -> Response:
    """Render a page that only the sites of a platform may frame."""
    tag = around.locale.lower().replace("_", "-")
    with use_locale(best_match([tag], interface_locales()) or current_locale()):
        response = render(request, name, context)
    response.headers["Content-Security-Policy"] = request.app.state.framed_policy(
        ancestors=" ".join(around.platform.origins),
        form_targets=[around.form_target] if around.form_target else [],
    )
    return response
