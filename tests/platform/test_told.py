"""What is told in English can be told again in a reader's language."""

import pickle

from app.platform.i18n import use_locale
from app.platform.told import Told

SAID = Told("the %(name)s block is not closed", name="quiz")


def test_it_is_english_and_says_the_same_in_the_language_of_the_request() -> None:
    with use_locale("fr"):
        french = SAID.here

    assert SAID == "the quiz block is not closed"
    assert french != SAID
    assert "quiz" in french


def test_it_comes_back_from_another_process() -> None:
    again = pickle.loads(pickle.dumps(SAID))  # noqa: S301 - made one call before

    assert (again, again.message, again.values) == (SAID, SAID.message, SAID.values)
