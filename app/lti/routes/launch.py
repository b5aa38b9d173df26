"""Being opened by a platform: where a launch begins, and where it arrives."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode, urlsplit, urlunsplit

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from app.accounts.access import Public
from app.lti.claims import CHOOSE, Launch
from app.lti.destinations import LAUNCH, chosen_for, destination_of
from app.lti.flows import Started, burn_flow, is_from_browser, park, start_flow
from app.lti.launching import arrive, check_deployment
from app.lti.models import Flow, Platform
from app.lti.outgoing import web_origin
from app.lti.own_keys import public_keys
from app.lti.pages import Around, framed_page
from app.lti.platform_keys import PlatformKeys
from app.lti.platforms import platform_by_issuer
from app.lti.refusals import (
    BEGIN_AGAIN,
    ELSEWHERE,
    UNKNOWN_PLATFORM,
    LaunchRefused,
    not_proven,
)
from app.lti.routes.choosing import show_packs
from app.lti.routes.teaching import show_teacher
from app.lti.tokens import check_nonce, check_registered, key_id, proven, read_launch
from app.platform.db import Database
from app.platform.ids import text_hash
from app.web.forms import SentForm
from app.web.frames import LAUNCH_COOKIE
from app.web.late_routes import page_router
from app.web.redirects import see_other

ASKED = (
    *("iss", "login_hint", "target_link_uri", "lti_message_hint"),
    *("client_id", "lti_deployment_id", "lti_storage_target"),
)
MAX_ASKED_CHARACTERS = 12_000
COOKIE_SECONDS = 600
Sent = Mapping[str, object]

router = page_router()


async def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


DatabaseDep = Annotated[Database, Depends(_database)]


@router.get("/lti/keys", name="lti.keys")
def show_keys(_reader: Public, database: DatabaseDep, request: Request) -> Response:
    """Give the keys by which platforms prove us."""
    with database.transaction() as session:
        keys = public_keys(session, request.app.state.settings.signing_keys)
    return JSONResponse(keys, headers={"Cache-Control": "public, max-age=300"})


@router.get("/lti/login", name="lti.login")
def begin(_reader: Public, database: DatabaseDep, request: Request) -> Response:
    """Begin a launch that a platform asks for by an address."""
    return _begin(request, database, request.query_params)


@router.post("/lti/login", name="lti.begin")
def begin_by_form(
    _reader: Public, database: DatabaseDep, data: SentForm, request: Request
) -> Response:
    """Begin a launch that a platform asks for by a form."""
    return _begin(request, database, data)


def _begin(request: Request, database: Database, sent: Sent) -> Response:
    asked = {name: text for name in ASKED if (text := str(sent.get(name) or ""))}
    public_url = request.app.state.settings.public_url
    if not asked.get("iss") or sum(map(len, asked.values())) > MAX_ASKED_CHARACTERS:
        raise LaunchRefused(UNKNOWN_PLATFORM)
    if not asked.get("login_hint"):
        raise not_proven("login_hint")
    if asked.get("target_link_uri", "").partition("?")[0] != f"{public_url}{LAUNCH}":
        raise LaunchRefused(ELSEWHERE)
    with database.transaction() as session:
        platform = platform_by_issuer(session, asked["iss"], asked.get("client_id", ""))
        if platform is None:
            raise LaunchRefused(UNKNOWN_PLATFORM)
        started = start_flow(session, platform, asked)
    address = _authorization(platform, started, asked, f"{public_url}{LAUNCH}")
    response: Response = RedirectResponse(address, 302)
    if target := asked.get("lti_storage_target", ""):
        context = {
            "address": address,
            "target": target,
            "platform_origin": web_origin(platform.auth_url),
            "name": _cookie_name(started.state),
            "binding": started.binding,
        }
        response = framed_page(request, "lti/going.html", context, Around(platform))
    _keep(response, started.state, started.binding, COOKIE_SECONDS)
    return response


def _authorization(
    platform: Platform, started: Started, asked: Mapping[str, str], back: str
) -> str:
    """Return where the platform proves who it is; IMS Security 1.0, section 5.1.1.2."""
    hint = asked.get("lti_message_hint", "")
    said = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": back,
        "login_hint": asked["login_hint"],
        **({"lti_message_hint": hint} if hint else {}),
        "state": started.state,
        "nonce": started.nonce,
    }
    parts = urlsplit(platform.auth_url)
    query = "&".join(filter(None, (parts.query, urlencode(said))))
    return urlunsplit(parts._replace(query=query))


@router.post(LAUNCH, name="lti.launch")
def arrive_by_form(
    _reader: Public, database: DatabaseDep, data: SentForm, request: Request
) -> Response:
    """Let in whom a platform proves it has sent; each answer is looked at once."""
    state = str(data.get("state", ""))
    flow, platform = _burnt(database, state)
    if "error" in data:
        raise not_proven("error")
    claims = _proven(request, platform, str(data.get("id_token", "")))
    check_nonce(claims, flow.nonce)
    launch = _checked(database, platform, flow, read_launch(claims))
    if is_from_browser(flow, request.cookies.get(_cookie_name(state), "")):
        response = _arrived(request, database, platform, launch)
        _keep(response, state, "", 0)
        return response
    again = {name: flow.asked[name] for name in ASKED[:-1] if name in flow.asked}
    context = {"again": f"/lti/login?{urlencode(again)}"}
    around = Around(platform, launch.presentation.locale)
    if "lti_storage_target" not in flow.asked:
        return framed_page(request, "lti/new_tab.html", context, around)
    with database.transaction() as session:
        ticket = park(session, flow, claims)
    context |= {
        "target": flow.asked["lti_storage_target"],
        "platform_origin": web_origin(platform.auth_url),
        "name": _cookie_name(state),
        "ticket": ticket,
    }
    return framed_page(request, "lti/checking.html", context, around)


@router.post("/lti/go-on", name="lti.go_on")
def go_on(
    _reader: Public, database: DatabaseDep, data: SentForm, request: Request
) -> Response:
    """Let in somebody whose platform has kept for us what the browser would not."""
    flow, platform = _burnt(database, str(data.get("ticket", "")))
    binding = str(data.get("binding", ""))
    if flow.claims is None or not is_from_browser(flow, binding):
        raise LaunchRefused(BEGIN_AGAIN)
    return _arrived(request, database, platform, read_launch(flow.claims))


def _burnt(database: Database, state: str) -> tuple[Flow, Platform]:
    with database.transaction() as session:
        flow = burn_flow(session, state)
        platform = session.get(Platform, flow.platform_id) if flow else None
    if flow is None or platform is None:
        raise LaunchRefused(BEGIN_AGAIN)
    return flow, platform


def _proven(request: Request, platform: Platform, token: str) -> Mapping[str, object]:
    kid = key_id(token)
    known = getattr(request.app.state, "platform_keys", None) or PlatformKeys()
    request.app.state.platform_keys = known
    web = request.app.state.web_to_platforms
    claims = proven(token, known.find(web, platform.jwks_url, kid))
    check_registered(claims, issuer=platform.issuer, client_id=platform.client_id)
    return claims


def _checked(
    database: Database, platform: Platform, flow: Flow, launch: Launch
) -> Launch:
    """Return a launch that is for where it began; raise LaunchRefused."""
    if launch.target and launch.target != flow.asked["target_link_uri"]:
        raise not_proven("target_link_uri")
    with database.transaction() as session:
        refusal = check_deployment(session, platform, launch.deployment_id)
    if refusal is not None:
        raise refusal
    return launch


def _arrived(
    request: Request, database: Database, platform: Platform, launch: Launch
) -> Response:
    if launch.message_type == CHOOSE:
        return show_packs(request, database, platform, launch)
    chosen, locale = chosen_for(launch), launch.presentation.locale
    with database.transaction() as session:
        there = destination_of(session, chosen, locale)
        keys = request.app.state.settings.signing_keys
        arrived = arrive(session, platform, launch, there, keys=keys)
    if launch.is_by_teacher and launch.names is not None:
        return show_teacher(request, platform, launch, arrived)
    return see_other(arrived.whole_address)


def _cookie_name(state: str) -> str:
    return f"{LAUNCH_COOKIE}{text_hash(state)[:12]}"


def _keep(response: Response, state: str, binding: str, seconds: int) -> None:
    """Give a browser what shows later that it began a launch.

    By hand: Starlette writes `Partitioned` only from Python 3.14 on.
    """
    parts = (
        f"{_cookie_name(state)}={binding}",
        f"Max-Age={seconds}",
        *("Path=/lti/", "HttpOnly", "Secure", "SameSite=None", "Partitioned"),
    )
    response.headers.append("set-cookie", "; ".join(parts))
