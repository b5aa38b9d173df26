"""What platforms offer tools: a token, columns for grades, the names of a course."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from msgspec import Struct, field

from app.lti.claims import AGS, Grading, Launch
from app.lti.grades import HIGHEST, TAG, UNGRADED, score_of
from app.lti.models import Placement, Platform
from app.lti.outgoing import AskFailed, Call, json_of, object_of, say, web_origin
from app.platform.ids import secret_token
from app.platform.public_web import PublicWeb, Said

SCORE = f"{AGS}scope/score"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
LINE_ITEM = f"{AGS}scope/lineitem"
LINE_ITEM_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS_TYPE = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCOPES = (SCORE, MEMBERS, LINE_ITEM)
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
MEMBERS_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# A token that is about to end may be over when it arrives.
EARLY_SECONDS = 60.0
USUAL_SECONDS = 3_600.0
MOST_PAGES, MOST_MEMBERS = 20, 2_000
MOST_ADDRESS = 2_000
UNAUTHORIZED = 401


class Service(Struct, frozen=True):
    """A platform, how to ask it, and how to sign for it."""

    platform: Platform
    web: PublicWeb
    sign: Callable[[dict[str, Any]], str]


class Tokens(Struct):
    """Tokens that platforms have given us, until they end."""

    _kept: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, service: Service, scope: str) -> str:
        """Return a token for this; raise AskFailed."""
        place = (service.platform.key, scope)
        kept = self._kept.get(place)
        if kept and kept[1] > time.monotonic():
            return kept[0]
        token, seconds = ask_token(service, scope)
        with self._lock:
            self._kept[place] = (token, time.monotonic() + seconds - EARLY_SECONDS)
        return token

    def forget(self, service: Service, scope: str) -> None:
        """Drop a token that was refused."""
        with self._lock:
            self._kept.pop((service.platform.key, scope), None)


def ask_token(service: Service, scope: str) -> tuple[str, float]:
    """Return a token and how many seconds it is good; raise AskFailed.

    As the IMS Security Framework 1.0 says, section 4.1: we prove ourselves by a JWT.
    """
    platform = service.platform
    proof = service.sign(
        {
            "iss": platform.client_id,
            "sub": platform.client_id,
            "aud": platform.audience or platform.token_url,
            "jti": secret_token(),
        }
    )
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": proof,
        "scope": scope,
    }
    call = Call(platform.token_url, "POST", form=form)
    said = object_of(say(service.web, call))
    token, seconds = said.get("access_token"), said.get("expires_in", USUAL_SECONDS)
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise AskFailed("no_token")
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return token, float(seconds) if is_number else USUAL_SECONDS


def send_score(service: Service, tokens: Tokens, placement: Placement) -> Said:
    """Tell a platform what somebody has earned; raise AskFailed."""
    call = Call(
        _below(placement.line_item, "scores"),
        "POST",
        body=score_of(placement),
        content_type=SCORE_TYPE,
    )
    return _authorized(service, tokens, SCORE, call)


def column_for(
    service: Service, tokens: Tokens, placement: Placement, title: str
) -> str:
    """Return the column of a link that came without one, made if need be.

    One that is there, for this link and from us, is taken: it may have been made by a
    process that died. Raises AskFailed (AGS 2.0, sections 3.2.4 to 3.2.8).
    """
    parts = urlsplit(placement.line_items)
    mine = urlencode({"resource_link_id": placement.resource_link_id, "tag": TAG})
    query = "&".join(filter(None, (parts.query, mine)))
    asked = Call(
        urlunsplit(parts._replace(query=query)), headers={"Accept": LINE_ITEMS_TYPE}
    )
    known = json_of(_authorized(service, tokens, LINE_ITEM, asked))
    found = known if isinstance(known, list) else []
    for one in found:
        if isinstance(one, dict) and _is_of(one, placement):
            return _column(service, one)
    made = {
        "scoreMaximum": HIGHEST,
        "label": title,
        "resourceLinkId": placement.resource_link_id,
        "tag": TAG,
    }
    call = Call(placement.line_items, "POST", body=made, content_type=LINE_ITEM_TYPE)
    return _column(service, object_of(_authorized(service, tokens, LINE_ITEM, call)))


def _is_of(column: dict[str, Any], placement: Placement) -> bool:
    # A platform may not know the filters, and give all there are.
    is_same = column.get("resourceLinkId") == placement.resource_link_id
    return is_same and column.get("tag") == TAG


def _column(service: Service, found: dict[str, Any]) -> str:
    address = found.get("id")
    if not isinstance(address, str) or len(address) > MOST_ADDRESS:
        raise AskFailed("no_column")
    _check_place(service.platform, address)
    return address


def members(service: Service, tokens: Tokens, url: str) -> list[dict[str, Any]]:
    """Return the people of a course, page after page; raise AskFailed (NRPS 2.0)."""
    found: list[dict[str, Any]] = []
    for _ in range(MOST_PAGES):
        _check_place(service.platform, url)
        said = _authorized(
            service, tokens, MEMBERS, Call(url, headers={"Accept": MEMBERS_TYPE})
        )
        answer = json_of(said)
        page = answer.get("members") if isinstance(answer, dict) else None
        if not isinstance(page, list):
            raise AskFailed("no_members")
        found += [one for one in page if isinstance(one, dict)]
        url = _next(said.link)
        if not url or len(found) >= MOST_MEMBERS:
            break
    return found[:MOST_MEMBERS]


def usable_line_item(platform: Platform, grading: Grading | None) -> str:
    """Return the column a grade goes to, or nothing where none is offered."""
    if grading is None or SCORE not in grading.scope or not grading.lineitem:
        return ""
    is_theirs = web_origin(grading.lineitem) in service_origins(platform)
    return grading.lineitem if is_theirs else ""


def usable_line_items(platform: Platform, launch: Launch) -> str:
    """Return where a column may be made for a link that came without one.

    Nothing where we may not, or whoever made the link wanted no grade.
    """
    grading = launch.grading
    if grading is None or grading.lineitem or launch.custom.get("graded") == UNGRADED:
        return ""
    may_make = {SCORE, LINE_ITEM} <= set(grading.scope)
    is_theirs = web_origin(grading.lineitems) in service_origins(platform)
    return grading.lineitems if may_make and grading.lineitems and is_theirs else ""


def service_origins(platform: Platform) -> Sequence[str]:
    """Return the origins a token of a platform may be shown to."""
    named = (platform.auth_url, platform.token_url, platform.jwks_url)
    return [*platform.origins, *filter(None, map(web_origin, named))]


def _authorized(service: Service, tokens: Tokens, scope: str, call: Call) -> Said:
    _check_place(service.platform, call.url)
    bearer = {"Authorization": f"Bearer {tokens.get(service, scope)}"}
    whole = Call(
        call.url,
        call.method,
        {**call.headers, **bearer},
        body=call.body,
        content_type=call.content_type,
    )
    try:
        return say(service.web, whole)
    except AskFailed as error:
        if error.status == UNAUTHORIZED:
            tokens.forget(service, scope)
        raise


def _check_place(platform: Platform, url: str) -> None:
    if web_origin(url) not in service_origins(platform):
        raise AskFailed("foreign_host")


def _below(url: str, name: str) -> str:
    """Return the address below another; what is asked with it stays."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _next(link: str) -> str:
    for part in link.split(","):
        address, _, rest = part.partition(";")
        if 'rel="next"' in rest or "rel=next" in rest:
            return address.strip().strip("<>")
    return ""
