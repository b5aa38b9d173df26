"""Peers for trying things out: two demo accounts offer help, and one asks for some.

Only demonstrations call this. What it writes says what it is, and what somebody has
changed since stays as they left it.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from app.accounts.models import User
from app.accounts.queries import find_user_by_name
from app.exchange.asking import Asked, ask
from app.exchange.models import Need, Peer
from app.exchange.offering import Profile, add_offer, save_profile
from app.exchange.times import Times
from app.platform.db import Database

ABOUT = (
    "This account belongs to the demonstration. Ask it to see how asking works here; "
    "nobody but you answers."
)
# Names, what they offer with what they note, and their languages.
OFFERS: tuple[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], ...] = (
    (
        "DemoAuthor",
        (
            ("budgeting", "I read first budgets of small grants."),
            ("report-writing", ""),
        ),
        ("en", "sw"),
    ),
    ("DemoTranslator", (("storytelling", ""), ("captioning", "")), ("ar", "fr", "en")),
)
ASKER = "DemoLearner"
ASKED = Asked(
    title="Somebody to read my first budget (a demonstration)",
    text="It is for a small grant, one page. Offer help to see how answering works.",
    skill="budgeting",
    language="en",
    languages=("en", "sw"),
    times=int(Times.EVENINGS | Times.WEEKEND_MORNINGS),
    utc_offset=0,
)


def demo_peers(database: Database) -> None:
    """Let the demo accounts offer and ask, where they have not yet."""
    with database.transaction() as session:
        for name, offers, languages in OFFERS:
            user = find_user_by_name(session, name)
            if user is not None and session.get(Peer, user.number) is None:
                _offer(session, user, offers, languages)
        asker = find_user_by_name(session, ASKER)
        if asker is not None and not _has_asked(session, asker):
            ask(session, asker.number, ASKED, to=None)


def _offer(
    session: Session,
    user: User,
    offers: tuple[tuple[str, str], ...],
    languages: tuple[str, ...],
) -> None:
    profile = Profile(
        about=ABOUT,
        about_language="en",
        languages=languages,
        country="",
        organisation_id=None,
        hours=2,
        times=int(Times.EVENINGS),
        utc_offset=0,
        is_listed=True,
        wants_matches=True,
    )
    save_profile(session, user.number, profile)
    for skill, note in offers:
        add_offer(session, user.number, skill, note)


def _has_asked(session: Session, user: User) -> bool:
    found = select(col(Need.id)).where(col(Need.asker_id) == user.number)
    return session.scalar(found.limit(1)) is not None
