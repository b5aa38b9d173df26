"""A learning system whose every word is a payload, and launches that came from it."""

import time
from urllib.parse import urlencode

from fastapi import FastAPI
from sqlmodel import Session, select

from app.hosts.keys import write_session
from app.hosts.learners import mark_of
from app.hosts.models import HostLearner, HostSite
from app.lti.deep_linking import Choosing, write_choosing
from app.lti.models import Deployment, Flow, GradeState, Invitation, Placement
from app.lti.own_keys import LIFE
from app.lti.platform_keys import Kept, PlatformKeys
from app.lti.platforms import Named, add_platform, allow_deployment
from app.lti.roster import Looking, write_looking
from app.platform import clock
from app.platform.ids import text_hash
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION
from tests.browser.payload_story import WORDS, Posts
from tests.lti.course import PACK_KEY
from tests.lti.tokens import CLAIM, ROLE, new_key, signed
from tests.security.asking import INVITATION, PATH, PLATFORM

ISSUER = "https://lms.example"
KEY = new_key("one")


def connect(session: Session, app: FastAPI) -> Posts:
    """Connect a platform; return the forms of people it has sent."""
    organisation = get_organisation(session, ORGANISATION)
    ends = {name: f"{ISSUER}/{name}" for name in ("auth_url", "token_url", "jwks_url")}
    named = Named(WORDS, ISSUER, WORDS, **ends, origins=(ISSUER,))
    platform = add_platform(session, organisation, named)
    platform.key, platform.tested_at = PLATFORM, clock.now()
    platform.keys_problem = platform.token_problem = WORDS
    session.add(Deployment(platform_id=platform.number, deployment_id=WORDS))
    allow_deployment(session, platform, "1")
    end = clock.now() + LIFE
    session.add(
        Invitation(
            token_hash=text_hash(INVITATION),
            organisation_id=organisation.id or 0,
            expires_at=end,
        )
    )
    site = session.get_one(HostSite, platform.site_id)
    mark_of(session, site, "lti somebody")
    learner = session.exec(select(HostLearner)).first()
    assert learner is not None
    session.add(
        Placement(
            platform_id=platform.number,
            learner_id=learner.number,
            resource_link_id="1",
            person=WORDS,
            pack_key=PACK_KEY,
            state=GradeState.FAILED,
            problem=WORDS,
        )
    )
    app.state.platform_keys = PlatformKeys(
        _kept={f"{ISSUER}/jwks_url": Kept({"one": KEY}, time.monotonic() + 10**6)}
    )
    launches = [_launched(session, platform.number, target) for target in ("", WORDS)]
    login: dict[str, str | float | bool] = {
        "iss": ISSUER,
        "login_hint": WORDS,
        "target_link_uri": f"{app.state.settings.public_url}/lti/launch",
        "lti_storage_target": WORDS,
    }
    keys = app.state.settings.signing_keys
    # Somebody there asks for an account; the answer leads to the page that asks back.
    asked: Posts = [("/en/me/linking", {"session": write_session(learner.mark, keys)})]
    return [("/lti/login", login), *launches, *_carried(keys), *asked]


def _carried(keys: list[str]) -> Posts:
    """Return the forms of pages that carry along who they are for."""
    choosing = write_choosing(
        Choosing(PLATFORM, "1", f"{ISSUER}/take", "", WORDS), keys
    )
    looking = write_looking(
        Looking(PLATFORM, "1", "https://elsewhere.example", f"/en/?{WORDS}", ""), keys
    )
    return [
        ("/lti/choose", {"choosing": choosing}),
        ("/lti/choose", {"choosing": choosing, "q": WORDS}),
        ("/lti/choose", {"choosing": choosing, "pack": PACK_KEY, "q": WORDS}),
        ("/lti/choose", {"choosing": choosing, "path": PATH}),
        ("/lti/chosen", {"choosing": choosing, "pack": PACK_KEY}),
        ("/lti/class", {"looking": looking}),
    ]


def _launched(
    session: Session, platform_id: int, target: str
) -> tuple[str, dict[str, str | float | bool]]:
    """Return what a platform has a browser send that has lost its cookie."""
    state, now = f"state{target}", int(time.time())
    asked = {"iss": ISSUER, "login_hint": WORDS, "target_link_uri": ISSUER}
    storage = {"lti_storage_target": target} if target else {}
    flow = Flow(
        state_hash=text_hash(state),
        platform_id=platform_id,
        nonce="nonce",
        browser_hash="",
        asked={**asked, **storage},
    )
    session.add(flow)
    claims = {
        "iss": ISSUER,
        "aud": WORDS,
        "sub": WORDS,
        "iat": now,
        "exp": now + 600,
        "nonce": "nonce",
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": "1",
        f"{CLAIM}roles": [f"{ROLE}Learner"],
        f"{CLAIM}target_link_uri": ISSUER,
        f"{CLAIM}resource_link": {"id": "1"},
    }
    return "/lti/launch", {"state": state, "id_token": signed(claims, KEY)}


def paths() -> list[str]:
    """Return pages of it that differ from the plain address of their route."""
    asked = {"openid_configuration": f"{ISSUER}/{WORDS}", "registration_token": WORDS}
    return [f"/lti/register/{INVITATION}?{urlencode(asked)}"]
