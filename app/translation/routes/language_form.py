"""The form of a language we do not know."""

from typing import Literal

from pydantic import Field

from app.platform.i18n import gettext, interface_locales, ngettext
from app.platform.languages import Language, all_languages, plural_rules
from app.platform.own_languages import MAX_CODE, MAX_NAME
from app.web.forms import Form

EXAMPLES = 3
Options = list[tuple[str, str]]


class LanguageForm(Form):
    """A code, the language's own name, how it is written and counted."""

    code: str = Field(max_length=MAX_CODE)
    autonym: str = Field(max_length=MAX_NAME)
    name: str = Field(default="", max_length=MAX_NAME)
    direction: Literal["ltr", "rtl"]
    plural_forms: str = Field(max_length=1000)
    fallback: str = Field(default="", max_length=40)


def choices() -> dict[str, Options]:
    """Return what can be chosen: directions, ways to count, languages to fall back."""
    return {
        "directions": [
            ("ltr", gettext("from left to right")),
            ("rtl", gettext("from right to left")),
        ],
        "plurals": [
            (rule, _plural_words(rule, languages))
            for rule, languages in plural_rules().items()
        ],
        "fallbacks": [
            ("", gettext("the language of the original")),
            *((one.code, f"{one.autonym} ({one.code})") for one in _by_name()),
        ],
    }


def _plural_words(rule: str, languages: list[Language]) -> str:
    shown = interface_locales()
    known = sorted(
        languages,
        key=lambda one: (one.code not in shown, one.babel_locale is None, one.code),
    )
    names = ", ".join(one.autonym for one in known[:EXAMPLES])
    count = known[0].plural_count
    forms = ngettext("%(num)s form", "%(num)s forms", count)
    return gettext("%(forms)s, as in %(languages)s", forms=forms, languages=names)


def _by_name() -> list[Language]:
    return sorted(all_languages(), key=lambda one: one.autonym.casefold())
