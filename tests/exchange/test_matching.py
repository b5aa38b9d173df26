"""Who fits whom: a rule without a database."""

from hypothesis import given
from hypothesis import strategies as st

from app.exchange.matching import Nearness, Side, best_first, best_needs, match
from app.exchange.times import Times, hours_of_week
from app.packs.skills import SKILLS

EVENINGS = hours_of_week(Times.EVENINGS, 0)
MORNINGS = hours_of_week(Times.MORNINGS, 0)


def side(number: int, *skills: str, **more: object) -> Side:
    return Side(id=number, skills=skills, **{"languages": ("en",), **more})  # type: ignore[arg-type]


def order(wanted: Side, *offers: Side) -> list[int]:
    return [one.id for one in best_first(wanted, offers)]


def test_who_shares_a_language_comes_before_who_offers_the_very_skill() -> None:
    wanted = side(0, "budgeting", languages=("sw",))
    same = side(1, "budgeting", languages=("fr",))
    near = side(2, "proposal-writing", languages=("sw",))
    assert order(wanted, same, near) == [2, 1]


def test_the_same_skill_comes_before_a_part_and_a_part_before_the_whole() -> None:
    wanted = side(0, "proposal-writing")
    offers = (side(1, "budgeting"), side(2, "proposal-writing"))
    assert order(wanted, *offers) == [2, 1]
    found = match(side(0, "budgeting"), side(1, "proposal-writing"))
    assert found
    assert found.nearness is Nearness.BROADER


def test_who_offers_something_else_does_not_fit() -> None:
    assert match(side(0, "budgeting"), side(1, "scanning")) is None
    assert match(side(0, "budgeting"), side(1, "grant-application")) is None


def test_a_form_of_a_language_serves_another_form() -> None:
    found = match(
        side(0, "budgeting", languages=("pt-br",)),
        side(1, "budgeting", languages=("pt",)),
    )
    assert found
    assert found.languages == ("pt-br",)


def test_hours_in_common_decide_between_equals_and_silence_is_not_punished() -> None:
    wanted = side(0, "budgeting", hours=EVENINGS)
    free = side(1, "budgeting", hours=EVENINGS)
    silent = side(2, "budgeting")
    other = side(3, "budgeting", hours=MORNINGS)
    assert order(wanted, other, silent, free) == [1, 2, 3]
    assert [one.hours for one in best_first(wanted, (other, silent, free))] == [
        20,
        None,
        0,
    ]


def test_who_said_it_last_comes_first_among_equals() -> None:
    wanted = side(0, "budgeting")
    old, new = side(1, "budgeting", age_days=90), side(2, "budgeting", age_days=2)
    assert order(wanted, old, new) == [2, 1]


def test_needs_for_a_peer_have_the_number_and_the_age_of_the_need() -> None:
    peer = side(7, "budgeting", age_days=300)
    needs = [side(1, "budgeting", age_days=3), side(2, "scanning")]
    assert [(one.id, one.age_days) for one in best_needs(peer, needs)] == [(1, 3)]


SIDES = st.builds(
    Side,
    id=st.integers(1, 50),
    skills=st.lists(st.sampled_from(sorted(SKILLS)), min_size=1, max_size=4),
    languages=st.lists(st.sampled_from(["en", "fr", "sw", "pt", "pt-br"]), max_size=3),
    hours=st.sampled_from([frozenset(), EVENINGS, MORNINGS, EVENINGS | MORNINGS]),
    age_days=st.integers(0, 400),
)


@given(SIDES, st.lists(SIDES, max_size=8))
def test_the_order_does_not_depend_on_the_order_they_came_in(
    wanted: Side, offers: list[Side]
) -> None:
    there = best_first(wanted, offers)
    back = best_first(wanted, reversed(offers))
    assert [one.order for one in there] == [one.order for one in back]
    with_language = [bool(one.languages) for one in there]
    assert with_language == sorted(with_language, reverse=True)
