"""PO: Babel's reader and quoting, without what it loses.

Babel drops headers it does not know, refuses codes outside CLDR, turns `#|` into a
comment and marks any percent sign as a Python format. This keeps all four.
"""

import io
import re
from collections.abc import Iterable
from email import message_from_string

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser, denormalize, normalize

from app.platform.i18n import N_
from app.platform.languages import get_language
from app.platform.told import Faults, fault
from app.translation.catalogs import (
    LANGUAGE_CODE,
    CatalogEntry,
    CatalogError,
    UnitCatalog,
)

# A fixed date keeps files the same as long as their content is.
FIXED_DATE = "2000-01-01 00:00+0000"
UNREADABLE = N_("not readable as gettext: %(detail)s")
_FAULTS: Faults = (
    ("missing msgstr", N_("an entry has no line for its translation")),
    ("not in msgid", N_("a line that belongs to an entry stands alone")),
    ("more translations than", N_("an entry has plural forms, which units do not")),
    ("keyword", N_("a line begins with none of the words of such a file")),
)
_OBSOLETE_PREVIOUS = re.compile("^#~[|]", re.MULTILINE)
# A text without a quotation mark at an end of its line: Babel would take the last
# letter for the mark, so that a file that was cut off shortens what is translated.
_CUT_OFF = re.compile(
    r"""^[ \t]*+(?:[#]~[ \t]*+)?+"""
    r"""(?:msg(?:ctxt|id|str)[a-z_]*+(?:\[[0-9]++\])?+[ \t]++|(?="))"""
    r"""(?!"(?:[^"\\\n]|\\.)*+"[ \t\r]*+$)""",
    re.MULTILINE,
)


class _Lossless(Catalog):
    """Babel's catalog, keeping headers and language codes as they are written."""

    def __init__(self) -> None:
        super().__init__(locale=None)
        self.headers: dict[str, str] = {}

    def __setitem__(
        self, id: str | tuple[str, ...] | list[str], message: Message
    ) -> None:
        if id == "":
            self.headers = dict(message_from_string(str(message.string)).items())
            return
        key = self._key_for(id, message.context)
        if key in self._messages:
            raise CatalogError(N_("the entry stands twice"), message.lineno or 1)
        self._messages[key] = message


def _previous(comments: Iterable[str]) -> str:
    """Return the wording in `#|` lines, which Babel takes for comments."""
    lines = []
    is_inside = False
    for comment in comments:
        text = comment.removeprefix("|").strip() if comment.startswith("|") else ""
        if text.startswith("msgid "):
            is_inside = True
            text = text.removeprefix("msgid ").strip()
        is_inside = is_inside and text.startswith('"')
        if is_inside:
            lines.append(text)
    return "".join(map(denormalize, lines))


def read_po(text: str) -> UnitCatalog:
    """Read the text of a PO file; raise CatalogError with the line and the reason."""
    if cut_off := _CUT_OFF.search(text):
        line = text.count("\n", 0, cut_off.start()) + 1
        raise CatalogError(N_("a text does not end with a quotation mark"), line)
    # Of an obsolete entry's lines Babel reads all but the previous wording.
    text = _OBSOLETE_PREVIOUS.sub("#|", text)
    try:
        return _read(text)
    except PoFileError as error:
        line = (error.lineno or 0) + 1
        raw = str(error).removesuffix(f" on {error.lineno}")
        raise CatalogError(UNREADABLE, line, detail=fault(raw, _FAULTS)) from error
    except CatalogError:
        raise
    # Babel's reader trips over some broken quoting with these.
    except (ValueError, IndexError, TypeError, AttributeError, KeyError) as error:
        raise CatalogError(N_("not readable as gettext")) from error


def _read(text: str) -> UnitCatalog:
    catalog = _Lossless()
    PoFileParser(catalog, abort_invalid=True).parse(io.StringIO(text))
    return UnitCatalog(
        language=catalog.headers.get(
            LANGUAGE_CODE, catalog.headers.get("Language", "")
        ),
        headers=catalog.headers,
        entries=tuple(_entry(message) for message in catalog if message.id),
        obsolete=tuple(_entry(message) for message in catalog.obsolete.values()),
    )


def _entry(message: Message) -> CatalogEntry:
    if not isinstance(message.id, str):
        line = message.lineno or 1
        raise CatalogError(N_("an entry has plural forms, which units do not"), line)
    return CatalogEntry(
        context=message.context or "",
        source=str(message.id),
        text=str(message.string or ""),
        is_fuzzy=message.fuzzy,
        previous=_previous(message.user_comments),
        comments=tuple(message.auto_comments),
        notes=tuple(note for note in message.user_comments if note[:1] != "|"),
        location=" ".join(map(_location, message.locations)),
        line=message.lineno or 0,
    )


def _location(place: tuple[str, int | None]) -> str:
    name, line = place
    return name if line is None else f"{name}:{line}"


def write_po(catalog: UnitCatalog) -> str:
    """Return the text of the PO file; the same catalog always gives the same."""
    parts = [_written_headers(catalog)]
    parts += [_written(entry) for entry in catalog.entries]
    parts += [_written(entry, "#~ ") for entry in catalog.obsolete]
    return "\n".join(parts)


def _written_headers(catalog: UnitCatalog) -> str:
    headers = {
        "Project-Id-Version": "Passalong",
        "POT-Creation-Date": FIXED_DATE,
        "PO-Revision-Date": FIXED_DATE,
        "Language": catalog.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    own = {k: v for k, v in catalog.headers.items() if k.startswith("X-")}
    # A template is of no language.
    if catalog.language:
        language = get_language(catalog.language)
        headers["Plural-Forms"] = language.plural_forms
        own[LANGUAGE_CODE] = language.code
    # In the order in which other programs write them as well.
    text = "".join(f"{k}: {v}\n" for k, v in (*headers.items(), *sorted(own.items())))
    return f'msgid ""\nmsgstr {normalize(text, width=0)}\n'


def _written(entry: CatalogEntry, prefix: str = "") -> str:
    lines = [f"# {note}" for note in entry.notes]
    lines += [f"#. {comment}" for comment in entry.comments]
    if entry.location:
        lines.append(f"#: {entry.location}")
    if entry.is_fuzzy:
        lines.append("#, fuzzy")
    if entry.previous:
        mark = "#~|" if prefix else "#|"
        quoted = normalize(entry.previous, width=0).split("\n")
        lines += [f"{mark} msgid {quoted[0]}"]
        lines += [f"{mark} {line}" for line in quoted[1:]]
    for keyword, text in (
        ("msgctxt", entry.context),
        ("msgid", entry.source),
        ("msgstr", entry.text),
    ):
        quoted = normalize(text, width=0).split("\n")
        lines.append(f"{prefix}{keyword} {quoted[0]}")
        lines += [f"{prefix}{line}" for line in quoted[1:]]
    return "\n".join(lines) + "\n"
