"""Languages that people have added because the registry did not have them.

They are rows of this installation, put beside the registry's when a process starts,
when one is added, and soon after another process has added one.
"""

import re
import unicodedata
from datetime import datetime
from typing import Literal, cast

from msgspec import Struct
from sqlalchemy import event, select
from sqlmodel import Field, Session, SQLModel, col

from app.platform import clock
from app.platform.db import UTCDateTime
from app.platform.errors import Invalid
from app.platform.i18n import N_
from app.platform.languages import (
    Direction,
    Language,
    find_language,
    plural_rules,
    use_added_languages,
)
from app.platform.states import bump, current

LANGUAGES = "languages"
MAX_NAME = 60
# Language, then if needed a script, a region and what one has agreed on oneself; or
# only that. BCP 47 has more, which no community has needed for its name so far.
CODE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+)"
)
MAX_CODE = 30
# ISO 15924 codes of the scripts whose letters Unicode names by these words.
SCRIPTS = {
    "ADLAM": "Adlm",
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HEBREW": "Hebr",
    "KANNADA": "Knda",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "ORIYA": "Orya",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "VAI": "Vaii",
}


class OwnLanguage(SQLModel, table=True):
    """A language somebody has added."""

    __tablename__ = "own_language"

    code: str = Field(primary_key=True)
    autonym: str
    name: str
    script: str
    direction: str
    plural_forms: str
    fallback: str = ""
    added_by_id: int | None = Field(
        default=None, foreign_key="user.id", ondelete="SET NULL"
    )
    added_at: datetime = Field(default_factory=clock.now, sa_type=UTCDateTime)


class LanguageRefused(Invalid):
    """A language that cannot be added; `field` is what has to be written otherwise."""

    def __init__(self, field: str, message: str, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NewLanguage(Struct, frozen=True):
    """What somebody says of a language; `name` is what English calls it, if it does.

    `plural_forms` is the value of a catalog's Plural-Forms, one the registry has.
    """

    code: str
    autonym: str
    direction: Literal["ltr", "rtl"]
    plural_forms: str
    name: str = ""
    fallback: str = ""


def add_language(session: Session, new: NewLanguage, *, by: int | None) -> OwnLanguage:
    """Add a language; raise LanguageRefused when it cannot be used."""
    code = _checked_code(new.code)
    autonym = _checked_name("autonym", new.autonym)
    shown = N_("Choose one of the answers shown.")
    if new.plural_forms not in plural_rules():
        raise LanguageRefused("plural_forms", shown)
    if new.fallback and find_language(new.fallback) is None:
        raise LanguageRefused("fallback", shown)
    row = OwnLanguage(
        code=code,
        autonym=autonym,
        name=_checked_name("name", new.name) if new.name.strip() else autonym,
        script=script_of(code, autonym),
        direction=new.direction,
        plural_forms=new.plural_forms,
        fallback=new.fallback,
        added_by_id=by,
    )
    session.add(row)
    session.flush()  # What is put beside the registry's is read back.
    bump(session, LANGUAGES)
    known = _added_languages(session)
    event.listen(
        session, "after_commit", lambda _: use_added_languages(known), once=True
    )
    return row


def _checked_code(text: str) -> str:
    code = text.strip().lower().replace("_", "-")
    if len(code) > MAX_CODE or not CODE.fullmatch(code):
        message = N_(
            "A code is two or three letters, such as dag, and may go on as in "
            "ff-adlm. See the list of ISO 639-3."
        )
        raise LanguageRefused("code", message)
    if known := find_language(code):
        message = N_("%(code)s is there already: %(name)s.")
        raise LanguageRefused("code", message, code=code, name=known.autonym)
    return code


def _checked_name(field: str, text: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    letters = [unicodedata.category(letter)[0] for letter in name]
    if not 1 <= len(name) <= MAX_NAME or "L" not in letters or "C" in letters:
        message = N_("Write the name in letters, at most %(most)s.")
        raise LanguageRefused(field, message, most=MAX_NAME)
    return name


def script_of(code: str, autonym: str) -> str:
    """Return the script a code names, or else the one of a name's first letter."""
    for part in code.partition("-x-")[0].split("-")[1:]:
        if len(part) == 4 and part.isalpha():
            return part.title()
    letter = next(filter(str.isalpha, autonym))
    return SCRIPTS.get(unicodedata.name(letter, "LATIN").split(" ")[0], "Latn")


def load_languages(session: Session) -> int:
    """Put the added languages beside the registry's; return the state they are of."""
    state = current(session, LANGUAGES)
    use_added_languages(_added_languages(session))
    return state


def refresh_languages(session: Session, seen: int | None) -> int:
    """Read added languages in when there are others than those of a state."""
    state = current(session, LANGUAGES)
    return load_languages(session) if state != seen else state


def _added_languages(session: Session) -> list[Language]:
    rows = session.scalars(select(OwnLanguage).order_by(col(OwnLanguage.code)))
    return [_language(row) for row in rows]


def _language(row: OwnLanguage) -> Language:
    return Language(
        code=row.code,
        tag=_tag(row.code),
        autonym=row.autonym,
        name=row.name,
        script=row.script,
        direction=cast(Direction, row.direction),
        plural_forms=row.plural_forms,
        fallbacks=(row.fallback,) if row.fallback else (),
        babel_locale=None,
    )


def _tag(code: str) -> str:
    """Return the code as BCP 47 writes it: `ff-Adlm`, `xx-GH`, `xx-x-own`."""
    known, private, own = code.partition("-x-")
    first, *parts = known.split("-")
    written = [p.title() if len(p) == 4 else p.upper() for p in parts]
    if code.startswith("x-"):
        return code
    return "-".join([first, *written]) + private + own
