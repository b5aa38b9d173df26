"""Find and replace in the translations of a text, each change seen beforehand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct
from sqlmodel import Session

from app.texts.differences import Span, word_diff
from app.translation.desk.board import Board
from app.translation.desk.marks import Mark, Place
from app.translation.desk.writing import Gone, Pressed, Said, write
from app.translation.saving import Clash

MOST = 100


class Search(Struct, frozen=True):
    """What is looked for, letter by letter, and what comes in its place."""

    find: str
    put: str
    is_exact_case: bool = False
    is_whole: bool = False

    def replaced(self, text: str) -> str:
        """Return a text with every find replaced."""
        flags = re.NOFLAG if self.is_exact_case else re.IGNORECASE
        return re.sub(re.escape(self.find), self._put, text, flags=flags)

    def _put(self, found: re.Match[str]) -> str:
        if self.is_whole and (
            _is_inside_word(found.string, found.start())
            or _is_inside_word(found.string, found.end())
        ):
            return found[0]
        return self.put


def _is_inside_word(text: str, place: int) -> bool:
    """Whether a word goes on over a place in a text; vowel signs belong to words."""
    before, after = text[place - 1 : place] if place else "", text[place : place + 1]
    return all(one and unicodedata.category(one)[0] in "LMN" for one in (before, after))


class Found(Struct, frozen=True):
    """A translation that would change. `ticket` names it and its version."""

    place: Place
    number: str
    text: str
    changes: Sequence[Span]

    @property
    def ticket(self) -> str:
        return f"{self.place.unit_id}.{self.place.row_version}"


class Replaced(Struct, frozen=True):
    """What a replacement did: units changed, units somebody else had changed, and
    approved ones where it is only suggested.
    """

    done: int
    clashed: int
    proposed: int


def find(board: Board, search: Search) -> list[Found]:
    """Return the first translations that would change, in page order."""
    found = []
    for place, text in _texts(board):
        new = search.replaced(text)
        if new != text:
            spans = word_diff(text, new)
            found.append(Found(place, board.number(place), new, spans))
        if len(found) == MOST:
            break
    return found


def _texts(board: Board) -> Iterator[tuple[Place, str]]:
    kept = [place for place in board.every if place.mark != Mark.TODO]
    wordings = board.wordings(kept)
    for place in kept:
        if text := wordings[place.unit_id].text:
            yield place, text


def replace_in(
    session: Session, board: Board, search: Search, tickets: Sequence[str]
) -> Replaced:
    """Replace in the units that were ticked, but not where somebody saved meanwhile."""
    chosen = set(tickets)
    done = clashed = proposed = 0
    for found in find(board, search):
        unit_id = found.place.unit_id
        if found.ticket in chosen:
            pressed = Pressed(found.text, base=found.place.row_version)
            outcome = write(session, board, found.place, pressed)
            is_proposed = outcome == Gone(Said.PROPOSED)
            proposed += is_proposed
            done += not (is_proposed or isinstance(outcome, Clash))
            chosen.discard(found.ticket)
        elif any(ticket.startswith(f"{unit_id}.") for ticket in chosen):
            clashed += 1
    return Replaced(done, clashed, proposed)
