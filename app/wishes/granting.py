"""Telling who asked for a pack in a language that it is there."""

from collections.abc import Sequence

from sqlmodel import Session

from app.packs.events import PackLoaded
from app.platform.states import CONTENT, bump
from app.wishes.queries import open_packs, packs_now_in
from app.wishes.service import answer

BATCH = 500


def grant_packs(session: Session, _facts: Sequence[PackLoaded]) -> None:
    """Look which packs that are wished for are in the language by now."""
    after = 0
    while wanted := open_packs(session, after=after, limit=BATCH):
        after = wanted[-1][0]
        if there := packs_now_in(session, wanted):
            answer(session, there)
            # The pack's page of languages shows what is asked for.
            bump(session, CONTENT, about="granted")
