"""Languages in one line, as people write them."""

import pytest

from app.exchange.spoken import read_languages, write_languages
from app.platform.languages import all_languages


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hausa, English", ("ha", "en")),
        ("sw;fr", ("sw", "fr")),
        ("العربية، français", ("ar", "fr")),
        ("  Hausa ,, hausa, ", ("ha",)),
        ("Dagbani (dag)", ("dag",)),
        ("", ()),
    ],
)
def test_a_line_names_languages_in_order(text: str, codes: tuple[str, ...]) -> None:
    assert read_languages(text).codes == codes


def test_what_is_no_language_is_told() -> None:
    found = read_languages("Hausa, Klingonese")
    assert found.codes == ("ha",)
    assert found.unknown == ("Klingonese",)


def test_what_is_written_for_a_language_is_read_as_it() -> None:
    for language in all_languages():
        written = write_languages([language.code])
        assert read_languages(written).codes == (language.code,), written
