"""Words of a text are found again after it has changed."""

from app.texts.anchors import Anchor, Spot, anchor_at, find_anchor

TEXT = "One walks to the market. Two walk to the river. Three stay at home."


def _anchor(words: str, text: str = TEXT) -> Anchor:
    start = text.index(words)
    return anchor_at(text, start, start + len(words))


def _words(text: str, anchor: Anchor) -> str | None:
    spot = find_anchor(text, anchor)
    return None if spot is None else text[spot.start : spot.end]


def test_words_that_moved_are_found() -> None:
    anchor = _anchor("walk to the river")

    assert _words(f"Before it. {TEXT}", anchor) == "walk to the river"


def test_of_the_same_words_those_in_the_same_surroundings_are_meant() -> None:
    anchor = _anchor("walk", "They walk here. We walk there.")
    changed = "New. They walk here. We walk there."

    spot = find_anchor(changed, anchor)

    assert spot == Spot(changed.index("walk"), changed.index("walk") + 4)


def test_changed_words_are_found_between_what_stood_around_them() -> None:
    anchor = _anchor("walk to the river")
    changed = TEXT.replace("walk to the river", "ride to the sea")

    spot = find_anchor(changed, anchor)

    assert spot is not None
    assert not spot.is_exact
    assert "ride to the sea" in changed[spot.start : spot.end]


def test_short_words_that_stand_elsewhere_by_chance_are_not_meant() -> None:
    assert find_anchor("a b c", Anchor("b", "xxx", "yyy")) is None


def test_words_that_are_gone_with_their_surroundings_are_nowhere() -> None:
    assert find_anchor("Something else altogether.", _anchor("river")) is None
    assert find_anchor("", _anchor("river")) is None
