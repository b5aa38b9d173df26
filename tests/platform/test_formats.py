"""Dates, numbers and sizes read well in every interface language."""

from datetime import UTC, date, datetime

import pytest

from app.platform import formats
from app.platform.i18n import interface_locales, use_locale
from app.platform.languages import get_language


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "November 20, 2026"),
        ("fr", "20 novembre 2026"),
        ("ar", "20 نوفمبر 2026"),
        ("sw", "20 Novemba 2026"),
        ("pt-br", "20 de novembro de 2026"),
        ("dag", "November 20, 2026"),
    ],
)
def test_a_date_is_written_as_the_language_does(locale: str, text: str) -> None:
    with use_locale(locale):
        assert formats.format_date(date(2026, 11, 20)) == text


def test_a_moment_is_shown_as_its_day_in_utc() -> None:
    moment = datetime(2026, 11, 20, 23, 59, tzinfo=UTC)

    assert formats.format_date(moment) == "November 20, 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2024-05-03", "May 3, 2024"),
        ("2024-05", "May 2024"),
        ("2024", "2024"),
        ("spring", "spring"),
    ],
)
def test_a_date_is_shown_as_far_as_it_is_known(value: str, text: str) -> None:
    assert formats.format_date(value) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "1 kB"),
        (900, "1 kB"),
        (14_400, "14 kB"),
        (999_400, "999 kB"),
        (1_000_000, "1 MB"),
        (6_140_000, "6.1 MB"),
        (21_400_000, "21 MB"),
    ],
)
def test_a_size_is_one_people_can_judge(count: int, text: str) -> None:
    assert formats.format_bytes(count) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min"), (25, "25 min"), (60, "1 h"), (125, "2 h 5 min")],
)
def test_a_duration_is_in_hours_and_minutes(minutes: int, text: str) -> None:
    assert formats.format_minutes(minutes) == text


# As the mock-ups write them: Arabic bends the word, and says one and two by it alone.
DURATIONS = {
    "en": ["1 min", "2 min", "5 min", "25 min", "1 h", "2 h 5 min"],
    "fr": ["1 min", "2 min", "5 min", "25 min", "1 h", "2 h 5 min"],
    "es": ["1 min", "2 min", "5 min", "25 min", "1 h", "2 h 5 min"],
    "pt-br": ["1 min", "2 min", "5 min", "25 min", "1 h", "2 h 5 min"],
    "ar": ["دقيقة", "دقيقتان", "5 دقائق", "25 دقيقة", "ساعة", "ساعتان و5 دقائق"],
    "sw": ["dakika 1", "dakika 2", "dakika 5", "dakika 25", "saa 1", "saa 2 dakika 5"],
    "hi": ["1 मिनट", "2 मिनट", "5 मिनट", "25 मिनट", "1 घं॰", "2 घं॰ 5 मिनट"],
    "bn": ["1 মিনিট", "2 মিনিট", "5 মিনিট", "25 মিনিট", "1 ঘণ্টা", "2 ঘণ্টা 5 মিনিট"],
    "ha": ["minti 1", "minti 2", "minti 5", "minti 25", "awa 1", "awa 2 da minti 5"],
}


@pytest.mark.parametrize("locale", DURATIONS)
def test_a_duration_is_written_as_the_language_writes_it(locale: str) -> None:
    with use_locale(locale):
        written = [formats.format_minutes(count) for count in (1, 2, 5, 25, 60, 125)]

    assert written == DURATIONS[locale]


def test_durations_are_written_in_every_interface_language() -> None:
    assert DURATIONS.keys() == set(interface_locales())


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (372.4, "6:12"), (3729, "1:02:09")]
)
def test_media_time_is_the_same_everywhere(seconds: float, text: str) -> None:
    with use_locale("ar"):
        assert formats.format_clock(seconds) == text


@pytest.mark.parametrize(
    ("locale", "text"), [("en", "12,345"), ("fr", "12\u202f345"), ("bn", "12,345")]
)
def test_numbers_have_the_languages_separators_and_western_digits(
    locale: str, text: str
) -> None:
    with use_locale(locale):
        assert formats.format_number(12345) == text


@pytest.mark.parametrize(
    ("locale", "code", "name"),
    [
        ("fr", "ha", "haoussa"),
        ("pt-br", "pt-br", "português (Brasil)"),
        ("ar", "dag", None),
    ],
)
def test_a_language_has_the_name_the_interface_has_for_it(
    locale: str, code: str, name: str | None
) -> None:
    with use_locale(locale):
        assert formats.language_name(get_language(code)) == name


def test_a_percentage_keeps_its_sign() -> None:
    assert formats.format_percent(89) == "89%"
