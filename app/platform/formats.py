"""Dates, numbers, sizes and durations as the interface language writes them.

Digits are Western in every language, as in the packs' own tables and media times,
so that a number in a sentence and a number in a table look the same.
"""

from datetime import UTC, date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from app.platform.i18n import current_locale, gettext, ngettext, pgettext
from app.platform.languages import Language, fallback_chain, get_language

BYTES_PER_KB = 1000
BYTES_PER_MB = 1_000_000
LARGE_MB = 10
MINUTES_PER_HOUR = 60


def format_date(value: date | datetime | str, style: str = "long") -> str:
    """Write a date; `2024-05` and `2024` are written as far as they are known."""
    if isinstance(value, str):
        return _partial_date(value, style)
    day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return babel_date(day, style, locale=babel_locale(current_locale()))


def format_number(value: float) -> str:
    """Write a number with the language's separators."""
    return _written_number(value, current_locale())


# A page of search results has some sixty numbers, most of them small and seen before.
@lru_cache(maxsize=8_192)
def _written_number(value: float, code: str) -> str:
    return format_decimal(value, locale=babel_locale(code), numbering_system="latn")


def format_percent(value: int) -> str:
    """Write a whole percentage that was already rounded down."""
    return gettext("%(number)s%%", number=format_number(value))


def format_bytes(count: int) -> str:
    """Write a size so that somebody who pays for data can judge it."""
    if count < BYTES_PER_MB:
        kilobytes = max(1, round(count / BYTES_PER_KB))
        return gettext("%(number)s kB", number=format_number(kilobytes))
    megabytes = count / BYTES_PER_MB
    rounded = round(megabytes) if megabytes >= LARGE_MB else round(megabytes, 1)
    return gettext("%(number)s MB", number=format_number(rounded))


def format_minutes(count: int) -> str:
    """Write a duration in hours and minutes: `25 min`, `2 h`, `2 h 5 min`."""
    whole, rest = divmod(count, MINUTES_PER_HOUR)
    # Whether a language shortens these words, and then bends them, is its own affair.
    hours = ngettext("%(num)s h", "%(num)s h", whole, num=format_number(whole))
    minutes = ngettext("%(num)s min", "%(num)s min", rest, num=format_number(rest))
    if whole and rest:
        return pgettext(
            "duration", "%(hours)s %(minutes)s", hours=hours, minutes=minutes
        )
    return hours if whole else minutes


def format_clock(seconds: float) -> str:
    """Write a media time, the same in every language: `6:12`, `1:02:09`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}"


def language_name(language: Language) -> str | None:
    """Return how the interface language calls a language, where that is known."""
    return _language_name(language, current_locale())


@lru_cache(maxsize=2000)
def _language_name(language: Language, code: str) -> str | None:
    locale = babel_locale(code)
    known = language.babel_locale or language.tag.replace("-", "_")
    if name := locale.languages.get(known):
        return str(name)
    if language.babel_locale is None:
        return None
    return Locale.parse(language.babel_locale).get_display_name(locale)


def _partial_date(value: str, style: str) -> str:
    locale = babel_locale(current_locale())
    parts = [int(part) for part in value.split("-") if part.isdigit()]
    if len(parts) == 1:
        return str(parts[0])
    if len(parts) == 2:
        pattern = "MMM y" if style in {"short", "medium"} else "LLLL y"
        return babel_date(date(parts[0], parts[1], 1), pattern, locale=locale)
    if len(parts) == 3:
        return babel_date(date(*parts), style, locale=locale)
    return value


@lru_cache(maxsize=64)
def babel_locale(code: str) -> Locale:
    """Return whose dates, numbers and lists a language has: its own, or English."""
    for candidate in (code, *fallback_chain(code)):
        if name := get_language(candidate).babel_locale:
            return Locale.parse(name)
    return Locale.parse("en")
