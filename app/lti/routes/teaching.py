"""What somebody who looks after a course sees first: the pack, and how far all are."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Public
from app.lti.claims import Launch
from app.lti.launching import Arrived
from app.lti.models import Platform
from app.lti.outgoing import AskFailed
from app.lti.pages import Around, framed_page
from app.lti.platforms import platform_by_key
from app.lti.refusals import BEGIN_AGAIN, LaunchRefused, log
from app.lti.returning import service_of
from app.lti.roster import (
    Looking,
    Person,
    people_of,
    read_looking,
    write_looking,
)
from app.lti.services import Tokens, members
from app.web.forms import SentForm
from app.web.late_routes import page_router

router = page_router()


def show_teacher(
    request: Request, platform: Platform, launch: Launch, arrived: Arrived
) -> Response:
    """Show the way to the pack, and a button that asks for the names of the course."""
    assert launch.names is not None  # noqa: S101 - asked by who calls
    assert launch.link is not None  # noqa: S101 - see `read_launch`
    looking = Looking(
        platform.key,
        launch.link.id,
        launch.names.context_memberships_url,
        arrived.whole_address,
        launch.presentation.locale,
    )
    return _page(request, platform, looking, None)


@router.post("/lti/class", name="lti.class")
def show_class(_reader: Public, data: SentForm, request: Request) -> Response:
    """Show how far each of a course is; the names are asked for and not kept."""
    state = request.app.state
    keys = state.settings.signing_keys
    looking = read_looking(str(data.get("looking", "")), keys)
    with state.database.open_session() as session:
        platform = platform_by_key(session, looking.platform)
    if platform is None:
        raise LaunchRefused(BEGIN_AGAIN)
    service = service_of(state.database, platform, state.web_to_platforms, keys)
    try:
        found = members(service, Tokens(), looking.names_url)
    except AskFailed as error:
        log.warning("names_not_read", reason=error.reason, status=error.status)
        return _page(request, platform, looking, None, is_silent=True)
    with state.database.open_session() as session:
        people = people_of(session, platform, looking.resource_link_id, found)
    return _page(request, platform, looking, people)


def _page(
    request: Request,
    platform: Platform,
    looking: Looking,
    people: list[Person] | None,
    *,
    is_silent: bool = False,
) -> Response:
    context = {
        "address": looking.address,
        "looking": write_looking(looking, request.app.state.settings.signing_keys),
        "people": people,
        "is_silent": is_silent,
    }
    around = Around(platform, looking.locale)
    return framed_page(request, "lti/teacher.html", context, around)
