"""Organisations: the list, and one organisation with its projects and packs."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.accounts.current import CurrentUser
from app.accounts.roles import Role
from app.exchange.wiring import organisation_peers
from app.packs.queries import packs_of_organisation
from app.projects.editors import is_editor_of
from app.projects.models import Organisation
from app.projects.queries import (
    count_organisations,
    get_organisation,
    named_organisations,
    partners_of,
    projects_of_organisation,
)
from app.reading.cards import pack_cards, shown
from app.reading.languages import reader_languages
from app.reading.loading import Slug
from app.reading.record_view import (
    KIND_NAMES,
    ROLE_NAMES,
    OrganisationView,
    build_organisation_view,
)
from app.web.dependencies import ContentLanguage
from app.web.late_routes import LateRoute
from app.web.page_cache import public_page
from app.web.pagination import Pager
from app.web.snapshots import Content
from app.web.templates import render

PER_PAGE = 30

router = APIRouter(route_class=LateRoute)


@router.get("/{lang}/organisations", name="reading.organisations")
def list_organisations(
    _reader: Public, page: ContentLanguage, content: Content, request: Request
) -> Response:
    """Show organisations by name."""
    public_page(request)
    session = content.session
    total = content.once("organisations", lambda: count_organisations(session))
    pager = Pager.of(request, PER_PAGE, total)
    languages = reader_languages(request, page)
    views = content.once(
        ("organisations", languages, pager.number),
        lambda: [
            build_organisation_view(session, organisation, languages)
            for organisation in named_organisations(
                session, limit=PER_PAGE, offset=pager.offset
            )
        ],
    )
    context = {"views": views, "pager": pager, "kinds": KIND_NAMES}
    return render(request, "reading/organisations.html", context)


@router.get("/{lang}/organisations/{slug}", name="reading.organisation")
def show_organisation(
    reader: Public,
    page: ContentLanguage,
    slug: Slug,
    content: Content,
    request: Request,
) -> Response:
    """Show an organisation: who it is, its projects, the packs that credit it."""
    public_page(request)
    languages = reader_languages(request, page)
    session = content.session

    def build() -> OrganisationView:
        return build_organisation_view(
            session, get_organisation(session, slug), languages
        )

    view = content.once(("organisation", slug, languages), build)
    number = view.organisation.id or 0
    cards = pack_cards(session, packs_of_organisation(session, number), languages)
    paths = request.app.state.listed_paths
    context = {
        "view": view,
        "paths": paths(session, view.organisation, languages),
        "projects": projects_of_organisation(session, number),
        "partners": content.once(
            ("partners", number), lambda: partners_of(session, number)
        ),
        "cards": [shown(card, page) for card in cards],
        # The page of who is not signed in is kept ready: nobody is on it.
        "peers": organisation_peers(session, number) if reader else [],
        "kinds": KIND_NAMES,
        "roles": ROLE_NAMES,
        "may_act": reader is not None and _may_act(content, view.organisation, reader),
    }
    return render(request, "reading/organisation.html", context)


def _may_act(content: Content, organisation: Organisation, user: CurrentUser) -> bool:
    """Tell whether the pages for those who act for an organisation open to a user."""
    if user.has(Role.STEWARD):
        return True
    return is_editor_of(content.session, organisation, user.user_id)
