"""Dynamic Registration 1.0: a platform connects itself by an address it was given."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.lti.claims import CHOOSE, RESOURCE
from app.lti.destinations import LAUNCH
from app.lti.models import Invitation
from app.lti.outgoing import AskFailed, Call, object_of, say, web_origin
from app.lti.platforms import Named
from app.lti.refusals import LaunchRefused
from app.lti.services import SCOPES
from app.platform import clock
from app.platform.i18n import N_
from app.platform.ids import secret_token, text_hash
from app.platform.public_web import PublicWeb
from app.projects.models import Organisation

LIFE = timedelta(days=7)
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
NAME = "Passalong"
MAX_TEXT = 2_000
SPENT = N_(
    "This address for connecting was used already, or is older than a week. Ask "
    "whoever gave it to you for a new one."
)
NOT_DESCRIBED = N_(
    "Your learning system could not be connected: what it says of itself could not "
    "be used (%(reason)s). Nothing was changed."
)


class Description(Struct, frozen=True):
    """What a platform says of itself, as far as we use it."""

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    name: str
    audience: str


def invite(session: Session, organisation: Organisation) -> str:
    """Return what makes an address by which one platform may connect itself."""
    old = delete(Invitation).where(col(Invitation.expires_at) < clock.now())
    session.connection().execute(old)
    token = secret_token()
    session.add(
        Invitation(
            token_hash=text_hash(token),
            organisation_id=organisation.id or 0,
            expires_at=clock.now() + LIFE,
        )
    )
    return token


def find_invitation(session: Session, token: str) -> Organisation:
    """Return whose invitation it is; raise LaunchRefused."""
    found = select(Organisation).join(
        Invitation, col(Invitation.organisation_id) == col(Organisation.id)
    )
    mine = found.where(
        col(Invitation.token_hash) == text_hash(token),
        col(Invitation.expires_at) > clock.now(),
    )
    organisation = session.scalar(mine)
    if organisation is None:
        raise LaunchRefused(SPENT)
    return organisation


def burn_invitation(session: Session, token: str) -> Organisation:
    """Use an invitation up; raise LaunchRefused when it is."""
    organisation = find_invitation(session, token)
    burnt = delete(Invitation).where(col(Invitation.token_hash) == text_hash(token))
    if not session.connection().execute(burnt).rowcount:
        raise LaunchRefused(SPENT)
    return organisation


def describe(web: PublicWeb, url: str) -> Description:
    """Return what a platform says of itself; raise LaunchRefused.

    Its issuer must be on the host that was asked, as the standard wants (3.5.1).
    """
    try:
        said = object_of(say(web, Call(url)))
    except AskFailed as error:
        raise LaunchRefused(NOT_DESCRIBED, reason=error.reason) from error
    own = said.get(PLATFORM)
    family = own.get("product_family_code") if isinstance(own, dict) else None
    description = Description(
        _text(said, "issuer"),
        _text(said, "authorization_endpoint"),
        _text(said, "token_endpoint"),
        _text(said, "jwks_uri"),
        _text(said, "registration_endpoint"),
        family[:80] if isinstance(family, str) else "",
        str(said.get("authorization_server") or "")[:MAX_TEXT],
    )
    origin = web_origin(url)
    named = (description.issuer, description.registration_url)
    if not origin or any(web_origin(one) != origin for one in named):
        raise LaunchRefused(NOT_DESCRIBED, reason="issuer")
    return description


def register(
    web: PublicWeb, there: Description, token: str, public_url: str
) -> tuple[Named, str]:
    """Register with a platform; return it, and its deployment if it names one."""
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    call = Call(there.registration_url, "POST", bearer, body=_our_side(public_url))
    try:
        said = object_of(say(web, call))
    except AskFailed as error:
        raise LaunchRefused(NOT_DESCRIBED, reason=error.reason) from error
    tool = said.get(TOOL)
    deployment = tool.get("deployment_id") if isinstance(tool, dict) else None
    host = web_origin(there.issuer).partition("//")[2]
    named = Named(
        name=f"{there.name} · {host}".strip(" ·")[:120],
        issuer=there.issuer,
        client_id=_text(said, "client_id"),
        auth_url=there.auth_url,
        token_url=there.token_url,
        jwks_url=there.jwks_url,
        audience=there.audience,
    )
    return named, deployment[:255] if isinstance(deployment, str) else ""


def _our_side(public_url: str) -> dict[str, Any]:
    messages = [
        {"type": kind, "target_link_uri": f"{public_url}{LAUNCH}", "label": NAME}
        for kind in (RESOURCE, CHOOSE)
    ]
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{public_url}/lti/login",
        "redirect_uris": [f"{public_url}{LAUNCH}"],
        "client_name": NAME,
        "jwks_uri": f"{public_url}/lti/keys",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        TOOL: {
            "domain": public_url.partition("//")[2],
            "target_link_uri": f"{public_url}{LAUNCH}",
            # Names and addresses are not asked for: the sign of a person is enough.
            "claims": ["iss", "sub"],
            "messages": messages,
        },
    }


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not found or len(found) > MAX_TEXT:
        raise LaunchRefused(NOT_DESCRIBED, reason=name)
    return found
