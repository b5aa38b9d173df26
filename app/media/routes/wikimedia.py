"""Bringing a file from Commons: naming it is enough."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Editor
from app.media.forms import CommonsForm
from app.media.routes.uploading import address_of, form_page
from app.media.wikimedia.bringing import bring
from app.media.wikimedia.titles import file_name
from app.platform.errors import NotFound
from app.platform.i18n import N_, gettext
from app.platform.settings import Settings
from app.web.database import SessionDep
from app.web.dependencies import ContentLanguage
from app.web.forms import Bound, SentForm, bind
from app.web.late_routes import page_router
from app.web.redirects import see_other

router = page_router()


@router.post("/{lang}/files/commons", name="media.commons")
def copy(
    reader: Editor,
    page: ContentLanguage,
    session: SessionDep,
    request: Request,
    data: SentForm,
) -> Response:
    """Have a file copied from Commons, and go on to watching that."""
    settings: Settings = request.app.state.settings
    if not settings.commons_url:
        raise NotFound(N_("There is no such file here, or it is not yours."))
    bound = bind(CommonsForm, data)
    if bound.value is None:
        return form_page(request, page, reader, commons=bound)
    try:
        name = file_name(bound.value.file, settings.commons_url)
    except ValueError as error:
        errors = {"file": gettext(str(error))}
        wrong = Bound[CommonsForm](None, errors, bound.raw)
        return form_page(request, page, reader, commons=wrong)
    language = bound.value.language or page.code
    more = {"alt": bound.value.alt, "pack": bound.value.pack}
    upload = bring(session, reader.user_id, name, language, more)
    return see_other(address_of(page, upload.token))
