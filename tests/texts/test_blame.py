"""Each block of a text names the version that made it read as it does."""

from app.texts.blame import blame


def _numbers(*texts: str) -> dict[str, int]:
    return {b.text: b.number for b in blame(list(enumerate(texts, start=1)))}


def test_an_edited_block_is_the_newer_ones_and_the_others_stay() -> None:
    first = "The wood is dry and straight.\n\nCut it into four boards."
    second = first.replace("four", "five")

    assert _numbers(first, second) == {
        "The wood is dry and straight.": 1,
        "Cut it into five boards.": 2,
    }


def test_a_block_that_only_moved_keeps_its_version() -> None:
    assert _numbers(
        "Cut the wood.\n\nBuy some nails.", "Buy some nails.\n\nCut the wood."
    ) == {
        "Cut the wood.": 1,
        "Buy some nails.": 1,
    }


def test_what_was_taken_out_and_came_again_is_the_last_ones() -> None:
    whole, less = "Cut the wood.\n\nBuy some nails.", "Cut the wood."

    assert _numbers(whole, less, whole)["Buy some nails."] == 3
