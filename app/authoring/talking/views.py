"""What the pages of comments show: the passages of a text with what is said of them."""

import re
from collections.abc import Sequence

from msgspec import Struct

from app.authoring.talking.queries import Talk
from app.texts.anchors import Anchor, Spot, anchor_at, find_anchor
from app.texts.passages import Passage, passages_of


class Placed(Struct, frozen=True):
    """A thread where its words stand; not `is_exact` when they are others now."""

    talk: Talk
    is_exact: bool = True


class TalkedPassage(Struct, frozen=True):
    """A passage of a draft with the comments on it."""

    passage: Passage
    comments: tuple[Placed, ...]


class Talked(Struct, frozen=True):
    """A draft with its comments; `orphans` are about words that are gone."""

    passages: tuple[TalkedPassage, ...]
    orphans: tuple[Talk, ...]


def talked(text: str, talks: Sequence[Talk]) -> Talked:
    """Return the passages of a text, each with the comments that stand in it."""
    passages = passages_of(text)
    by_passage: dict[int, list[Placed]] = {p.number: [] for p in passages}
    orphans = []
    for talk in talks:
        spot = find_anchor(text, talk.anchor)
        passage = _at(passages, spot)
        if spot is None or passage is None:
            orphans.append(talk)
        else:
            by_passage[passage.number].append(Placed(talk, spot.is_exact))
    found = (TalkedPassage(p, tuple(by_passage[p.number])) for p in passages)
    return Talked(tuple(found), tuple(orphans))


def anchor_for(text: str, about: str, words: str) -> Anchor | None:
    """Return the anchor of a comment on a passage, or on some words in it.

    None when the passage does not hold the words. When the passage itself was changed
    meanwhile, they are kept as they were.
    """
    passage = next((p for p in passages_of(text) if p.text.startswith(about)), None)
    if passage is None:
        return Anchor(words or about)
    if not words:
        return anchor_at(text, passage.start, passage.start + len(about))
    # A form has one line for words that may stand on several.
    blanks = r"\s+".join(map(re.escape, words.split()))
    found = re.search(blanks, passage.text)
    if found is None:
        return None
    start, end = (passage.start + place for place in found.span())
    return anchor_at(text, start, end)


def _at(passages: Sequence[Passage], spot: Spot | None) -> Passage | None:
    if spot is None:
        return None
    return next((p for p in passages if spot.start <= p.end), None)
