"""The interface language of a request, and the functions that read its catalog.

Messages are plain text, never HTML: templates escape a translation before they
fill its placeholders, so that a catalog written by strangers cannot carry markup.
"""

import gettext as _stdlib
import re
import struct
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from app.platform.languages import best_match, fallback_chain, find_language

SOURCE_LOCALE = "en"
PSEUDO_LOCALES = ("en-xa", "ar-xb", "x-xss")
CATALOG_FOLDER = Path(__file__).parents[2] / "translations"

_locale: ContextVar[str] = ContextVar("interface_locale", default=SOURCE_LOCALE)
_LITTLE_ENDIAN = b"\xde\x12\x04\x95"
_PLACEHOLDER = re.compile(r"(%\(\w+\)[sd]|%%)")


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """Mark a message for extraction; it is translated where it is shown."""
    return message


def gettext(message: str, /, **params: object) -> str:
    """Translate a message and fill its named placeholders."""
    return catalog(current_locale()).gettext(message) % params


def words_of(text: str) -> str:
    """Translate a text of ours, and leave one of somebody's own as it was written.

    Nothing is filled in: a per cent sign stays one.
    """
    return catalog(current_locale()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int, /, **params: object) -> str:
    """Translate the form for a number; `%(num)s` holds the number."""
    text = catalog(current_locale()).ngettext(one, many, number)
    return text % {"num": number, **params}


def pgettext(context: str, message: str, /, **params: object) -> str:
    """Translate a message that means something else elsewhere."""
    return catalog(current_locale()).pgettext(context, message) % params


def current_locale() -> str:
    """Return the code of the interface language in use here and now."""
    return _locale.get()


def set_locale(code: str) -> Token[str]:
    """Choose the interface language; give the token to `reset_locale`."""
    return _locale.set(code)


def reset_locale(token: Token[str]) -> None:
    """Undo `set_locale`."""
    _locale.reset(token)


@contextmanager
def use_locale(code: str) -> Iterator[None]:
    """Read one catalog for the length of a block."""
    token = set_locale(code)
    try:
        yield
    finally:
        reset_locale(token)


@lru_cache(maxsize=1)
def interface_locales() -> tuple[str, ...]:
    """Return the codes that have a compiled catalog, the source first."""
    found = {path.parts[-3] for path in CATALOG_FOLDER.glob("*/LC_MESSAGES/*.mo")}
    return (SOURCE_LOCALE, *sorted(found - {SOURCE_LOCALE}))


@lru_cache(maxsize=64)
def catalog(code: str) -> _stdlib.NullTranslations:
    """Return the messages of a language; without a catalog, the source texts."""
    if code in PSEUDO_LOCALES:
        return PseudoTranslations(code)
    path = _catalog_path(code)
    if code not in interface_locales() or not path.is_file():
        return _stdlib.NullTranslations()
    with path.open("rb") as file:
        return _stdlib.GNUTranslations(file)


def find_messages(code: str, wanted: Collection[str]) -> dict[str, str]:
    """Return what a few plain messages are in a language; of those it has.

    `catalog` would read in all others too, which takes five times as long and keeps
    half a MiB for each language. The file is as the manual of GNU gettext has it, 10.3.
    """
    path = _catalog_path(code)
    if code not in interface_locales() or not path.is_file():
        return {}
    data, ids = path.read_bytes(), {message.encode() for message in wanted}
    order = "<" if data.startswith(_LITTLE_ENDIAN) else ">"
    count, sources, targets = struct.unpack_from(f"{order}3I", data, 8)
    found = {}
    for entry in range(0, 8 * count, 8):
        length, start = struct.unpack_from(f"{order}2I", data, sources + entry)
        if (source := data[start : start + length]) in ids:
            length, start = struct.unpack_from(f"{order}2I", data, targets + entry)
            found[source.decode()] = data[start : start + length].decode()
    return found


def forget_catalogs() -> None:
    """Read catalogs from the disk again, after they were compiled."""
    catalog.cache_clear()
    interface_locales.cache_clear()


def _catalog_path(code: str) -> Path:
    return CATALOG_FOLDER / code / "LC_MESSAGES" / "messages.mo"


class Wishes(Struct, frozen=True):
    """What a request says about the language of menus and buttons."""

    asked: str | None = None
    chosen: str | None = None
    content: str | None = None
    accepted: Sequence[str] = ()
    pseudo: bool = False


def choose_locale(wishes: Wishes) -> str:
    """Return the interface language: asked, chosen, content's, accepted, English."""
    for wish in (wishes.asked, wishes.chosen):
        if found := _offered(wish, pseudo=wishes.pseudo):
            return found
    if wishes.content:
        return _closest(wishes.content)
    return best_match(wishes.accepted, interface_locales()) or SOURCE_LOCALE


def _offered(wish: str | None, *, pseudo: bool) -> str | None:
    if not wish:
        return None
    if wish.lower() in PSEUDO_LOCALES:
        return wish.lower() if pseudo else None
    language = find_language(wish)
    return language.code if language and language.code in interface_locales() else None


def _closest(content: str) -> str:
    if content in PSEUDO_LOCALES:
        return SOURCE_LOCALE
    candidates = (content, *fallback_chain(content))
    return next((c for c in candidates if c in interface_locales()), SOURCE_LOCALE)


_ACCENTS = str.maketrans(
    "aceghilnorstuwyzACEGHILNORSTUWYZ", "áçéĝĥíļñöŕšţûŵýžÁÇÉĜĤÍĻÑÖŔŠŢÛŴÝŽ"
)
_PAYLOAD = "\"'><img src=x onerror=window.__xss=1><script>window.__xss=1</script>"


class PseudoTranslations(_stdlib.NullTranslations):
    """Messages changed by rule, to find what no translator should have to find."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._change = {"en-xa": _longer, "ar-xb": _right_to_left, "x-xss": _hostile}[
            code
        ]

    def gettext(self, message: str) -> str:
        return self._change(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._change(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - its name is the interface
        return self._change(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - its name is the interface
        return self._change(msgid1 if n == 1 else msgid2)


def _longer(message: str) -> str:
    parts = _PLACEHOLDER.split(message)
    parts[::2] = [part.translate(_ACCENTS) for part in parts[::2]]
    words = -(-max(2, round(len(message) * 0.4) - 2) // 5)
    return "[" + "".join(parts) + " ëxţŕ" * words + "]"


def _right_to_left(message: str) -> str:
    parts = _PLACEHOLDER.split(message)
    parts[::2] = [f"\u202e{part}\u202c" if part else "" for part in parts[::2]]
    return "".join(parts)


def _hostile(message: str) -> str:
    return f"{_PAYLOAD}{message}{_PAYLOAD}"
