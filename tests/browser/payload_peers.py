"""People who offer help in hostile words, before payloads are looked for."""

from collections.abc import Iterable

from sqlmodel import Session

from app.accounts.models import User
from app.exchange.offering import Profile, add_offer, save_profile
from app.exchange.times import Times
from app.projects.queries import get_organisation
from tests.browser.pages import ORGANISATION, SKILL
from tests.browser.payload_story import Posts

WORDS = "<img src=x onerror=__xss=1>"
OFFERS = "/en/me/peers/offers"
PEOPLE = (
    "/en/peers/people/PersonEditor",
    f"/ar/peers?skill={SKILL}&in=en",
    "/en/peers?skill=scanning&in=dag",
    f"/en/peers/people?skill={SKILL}&in=en",
    "/en/peers/skills?sort=packs",
    f"{OFFERS}?skill={SKILL}&said=unlisted",
)
# Forms that are answered with a page: what cannot be used, and what was taken away.
ANSWERED: Posts = [
    (OFFERS, {"languages": WORDS, "organisation": WORDS, "about": WORDS}),
    (f"{OFFERS}/skills", {"skill": SKILL, "note": WORDS}),
    (f"{OFFERS}/skills", {"skill": WORDS, "note": WORDS}),
]


def offer_help(session: Session, people: Iterable[User]) -> None:
    """Let everybody offer the skill of a pack, and say something of themselves."""
    organisation = get_organisation(session, ORGANISATION)
    profile = Profile(
        about=WORDS,
        about_language="en",
        languages=["en", "ar"],
        country="GH",
        organisation_id=organisation.id,
        hours=2,
        times=int(Times.EVENINGS),
        utc_offset=180,
        is_listed=True,
        wants_matches=True,
    )
    for person in people:
        save_profile(session, person.number, profile)
        for skill in (SKILL, "storytelling"):
            add_offer(session, person.number, skill, WORDS)
