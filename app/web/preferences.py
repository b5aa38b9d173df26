"""A reader's settings without an account: one small cookie, checked when read."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct
from starlette.responses import Response

from app.platform.i18n import PSEUDO_LOCALES
from app.platform.languages import find_language

THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("small", "standard", "large", "largest")
MAX_LANGUAGES = 12
MAX_COOKIE_CHARACTERS = 300
COOKIE_SECONDS = 365 * 24 * 3600


class Preferences(Struct, frozen=True):
    """How a reader wants pages: languages, colours, size of text, use of data."""

    locale: str | None = None
    data_saver: bool = False
    theme: str = "auto"
    text_size: str = "standard"
    languages: tuple[str, ...] = ()
    shortcuts: bool = True

    @classmethod
    def checked(cls, values: Mapping[str, str]) -> Self:
        """Keep what is known and drop the rest, whoever wrote it."""
        theme = values.get("theme", "")
        size = values.get("text", "")
        return cls(
            locale=_known_locale(values.get("ui", "")),
            data_saver=values.get("save") == "1",
            theme=theme if theme in THEMES else "auto",
            text_size=size if size in TEXT_SIZES else "standard",
            languages=_known_languages(values.get("langs", "")),
            shortcuts=values.get("keys") != "0",
        )

    def encoded(self) -> str:
        """Return the cookie's value: only what differs from the defaults."""
        values = {
            "ui": self.locale or "",
            "save": "1" if self.data_saver else "",
            "theme": "" if self.theme == "auto" else self.theme,
            "text": "" if self.text_size == "standard" else self.text_size,
            "langs": ".".join(self.languages),
            "keys": "" if self.shortcuts else "0",
        }
        return urlencode({key: value for key, value in values.items() if value})


def read_preferences(cookies: Mapping[str, str], *, secure: bool) -> Preferences:
    """Return the reader's settings; a broken cookie is the same as none."""
    text = cookies.get(cookie_name(secure=secure), "")
    if not text or len(text) > MAX_COOKIE_CHARACTERS:
        return Preferences()
    return Preferences.checked(dict(parse_qsl(text)))


def keep_preferences(
    response: Response, preferences: Preferences, *, secure: bool
) -> None:
    """Write the settings to the reader's browser for a year."""
    response.set_cookie(
        cookie_name(secure=secure),
        preferences.encoded(),
        max_age=COOKIE_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def cookie_name(*, secure: bool) -> str:
    """Return the cookie's name: bound to the host where the browser can hold it so."""
    return "__Host-prefs" if secure else "prefs"


def _known_locale(code: str) -> str | None:
    if code in PSEUDO_LOCALES:
        return code
    language = find_language(code) if code else None
    return language.code if language else None


def _known_languages(text: str) -> tuple[str, ...]:
    found = [find_language(code) for code in text.split(".")[:MAX_LANGUAGES] if code]
    return tuple(dict.fromkeys(language.code for language in found if language))
