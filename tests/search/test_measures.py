"""The measures give what a pencil gives."""

import pytest
from markupsafe import Markup

from app.platform.languages import get_language
from app.search.answering.results import Card, ClipHit, MomentHit, SectionHit, Words
from app.search.index import EntityKind
from tests.search.judged import Judged, gains, ideal
from tests.search.measures import dcg, ndcg, reciprocal_rank


def test_gain_is_discounted_by_the_logarithm_of_the_rank() -> None:
    # 3/log2(2) + 2/log2(3) + 3/log2(4) + 0 + 1/log2(6) + 2/log2(7), the textbook case.
    assert dcg([3, 2, 3, 0, 1, 2], 6) == pytest.approx(6.861126688593502)


def test_a_ranking_is_compared_with_the_ideal_one() -> None:
    gained = [3, 2, 3, 0, 1, 2]
    # The ideal order is 3, 3, 2, 2, 1, 0: 7.141 by hand.
    assert dcg([3, 3, 2, 2, 1, 0], 6) == pytest.approx(7.140995, abs=1e-6)
    assert ndcg(gained, gained, 6) == pytest.approx(0.960808, abs=1e-6)
    assert ndcg([3, 3, 2, 2, 1], gained) == pytest.approx(1)
    assert ndcg([], [3]) == 0


def test_only_the_first_ranks_count() -> None:
    assert ndcg([0] * 10 + [3], [3]) == 0
    assert reciprocal_rank([0] * 10 + [3]) == 0
    assert reciprocal_rank([0, 0, 1, 3]) == pytest.approx(1 / 3)


JUDGED = Judged(
    "light",
    "exact",
    "en",
    "en",
    {"film/m3#check": 3, "clip:film/five@24": 2, "skill:filming": 2, "walk/m1": 1},
)


def _words() -> Words:
    return Words(Markup("x"), get_language("en"))


def _card(href: str, *sections: str, clips: tuple[ClipHit, ...] = ()) -> Card:
    hits = tuple(SectionHit(section, 1, _words(), None) for section in sections)
    return Card("", EntityKind.PACK, href, _words(), None, sections=hits, clips=clips)


def _clip(seconds: int) -> ClipHit:
    language = get_language("en")
    moment = MomentHit("", "", seconds, (), language)
    return ClipHit(
        entity="video:film/five",
        kind=EntityKind.VIDEO,
        title=_words(),
        href="/en/packs/film/2",
        duration=80,
        spoken=language,
        caption_languages=(),
        bytes_by_choice=(),
        moments=(moment,),
    )


def test_a_card_is_worth_the_best_it_shows() -> None:
    right = _card("/en/packs/film", "/en/packs/film/1", "/en/packs/film/3#s-check")
    assert gains(JUDGED, [right]) == [3]
    assert ideal(JUDGED) == [3, 2, 1]


def test_the_right_pack_without_the_place_is_worth_little() -> None:
    assert gains(JUDGED, [_card("/en/packs/film")]) == [1]
    assert gains(JUDGED, [_card("/en/packs/film", "/en/packs/film/3#s-other")]) == [2]
    assert gains(JUDGED, [_card("/en/packs/other", "/en/packs/other/3#s-check")]) == [0]


def test_a_moment_may_begin_a_little_early() -> None:
    for seconds, worth in ((24, 2), (14, 2), (5, 1), (40, 1)):
        card = _card("/en/packs/film", clips=(_clip(seconds),))
        assert gains(JUDGED, [card]) == [worth], seconds


def test_nothing_counts_twice() -> None:
    once = _card("/en/packs/film")
    again = _card("/en/packs/film", "/en/packs/film/3#s-check")
    skill = _card("/en/skills/filming")
    assert gains(JUDGED, [once, once, skill, again]) == [1, 0, 2, 2]
