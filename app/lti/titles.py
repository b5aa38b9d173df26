"""What a column of grades is called that we make: as what its link leads to."""

from sqlmodel import Session

from app.lti.models import Placement
from app.onboarding.ways import find_way
from app.packs.queries import packs_by_key
from app.reading.cards import pack_cards

LANGUAGES = ("en",)


def title_of(session: Session, placement: Placement) -> str:
    """Return the title of a link's path or pack."""
    if placement.way:
        way = find_way(session, placement.way, LANGUAGES)
        return way.title.text if way else placement.way
    found = packs_by_key(session, [placement.pack_key])
    cards = pack_cards(session, list(found.values()), LANGUAGES)
    return cards[0].title if cards else placement.pack_key
