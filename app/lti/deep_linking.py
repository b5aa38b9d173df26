"""Deep Linking 2.0: what was chosen goes back to the course, signed by us."""

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import select
from sqlmodel import Session, col

from app.lti.claims import CLAIM, DEEP, VERSION, Launch
from app.lti.destinations import LAUNCH, Chosen
from app.lti.grades import HIGHEST, TAG, UNGRADED
from app.lti.models import Platform
from app.lti.outgoing import web_origin
from app.lti.refusals import BEGIN_AGAIN, ELSEWHERE, LaunchRefused, not_proven
from app.onboarding.models import Path, PathWords
from app.onboarding.queries import best_words, paths_of
from app.packs.models import Pack, PackLanguage, PublicState
from app.packs.queries import PackRow, packs_by_id
from app.platform.ids import secret_token
from app.projects.models import Organisation

LINK = "ltiResourceLink"
RESPONSE = "LtiDeepLinkingResponse"
CHOOSING_SECONDS = 2 * 3_600
SHOWN = 20
MAX_WORDS = 80


class Choosing(Struct, frozen=True):
    """Somebody choosing: for which deployment, and where the choice goes."""

    platform: str
    deployment_id: str
    return_url: str
    locale: str
    data: str | None = None


class Picked(Struct, frozen=True):
    """What was chosen, with the words it has in the course."""

    chosen: Chosen
    title: str
    text: str
    is_graded: bool


def begin_choosing(platform: Platform, launch: Launch) -> Choosing:
    """Return what a deep linking launch asks for; raise LaunchRefused."""
    asked = launch.deep_linking
    if asked is None or LINK not in asked.accept_types:
        raise not_proven("accept_types")
    if web_origin(asked.deep_link_return_url) not in platform.origins:
        raise LaunchRefused(ELSEWHERE)
    return Choosing(
        platform.key,
        launch.deployment_id,
        asked.deep_link_return_url,
        launch.presentation.locale,
        asked.data,
    )


def write_choosing(choosing: Choosing, keys: Sequence[str]) -> str:
    """Return what the page of choosing carries along."""
    return str(_serializer(keys).dumps(asdict(choosing)))


def read_choosing(text: str, keys: Sequence[str]) -> Choosing:
    """Return what a page of choosing has sent back; raise LaunchRefused."""
    try:
        return Choosing(**_serializer(keys).loads(text, max_age=CHOOSING_SECONDS))
    except (BadSignature, TypeError, ValueError) as error:
        raise LaunchRefused(BEGIN_AGAIN) from error


def response_claims(
    platform: Platform, choosing: Choosing, items: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return the message that takes what was chosen, or nothing, to the platform."""
    data = {} if choosing.data is None else {f"{DEEP}data": choosing.data}
    return {
        "iss": platform.client_id,
        "aud": platform.issuer,
        "nonce": secret_token(),
        f"{CLAIM}message_type": RESPONSE,
        f"{CLAIM}version": VERSION,
        f"{CLAIM}deployment_id": choosing.deployment_id,
        f"{DEEP}content_items": list(items),
        **data,
    }


def content_item(picked: Picked, public_url: str) -> dict[str, Any]:
    """Return a link as Deep Linking 2.0 describes one, section 3.3."""
    custom = {name: text for name, text in asdict(picked.chosen).items() if text}
    item: dict[str, Any] = {
        "type": LINK,
        "title": picked.title,
        "text": picked.text,
        "url": f"{public_url}{LAUNCH}",
        "custom": custom,
    }
    if picked.is_graded:
        item["lineItem"] = {
            "scoreMaximum": HIGHEST,
            "label": picked.title,
            "resourceId": picked.chosen.resource,
            "tag": TAG,
        }
    else:
        custom["graded"] = UNGRADED
    return item


def packs_for(
    session: Session, words: str, *, after: int = 0
) -> tuple[list[PackRow], int]:
    """Return published packs with these words in a title, and where the next begin."""
    found = (
        select(col(PackLanguage.pack_id))
        .join(Pack, col(Pack.id) == col(PackLanguage.pack_id))
        .where(
            col(PackLanguage.pack_id) > after,
            col(Pack.state) == PublicState.PUBLISHED,
        )
    )
    if words:
        found = found.where(col(PackLanguage.title).icontains(words, autoescape=True))
    ordered = found.distinct().order_by(col(PackLanguage.pack_id)).limit(SHOWN + 1)
    ids = list(session.scalars(ordered))
    rows = packs_by_id(session, ids[:SHOWN])
    shown = [rows[number] for number in ids[:SHOWN] if number in rows]
    return shown, ids[SHOWN - 1] if len(ids) > SHOWN else 0


def paths_for(
    session: Session, platform: Platform, words: str, code: str
) -> list[tuple[Path, PathWords]]:
    """Return the paths of whose platform it is, with these words in a title."""
    organisation = session.get_one(Organisation, platform.organisation_id)
    said = [
        (path, best_words(session, path, [code]))
        for path in paths_of(session, organisation)
    ]
    wanted = words.casefold()
    return [(path, text) for path, text in said if wanted in text.title.casefold()]


def _serializer(keys: Sequence[str]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(list(keys), salt="choosing for a course")
