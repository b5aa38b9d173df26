"""The code that carries what was done in a copy to the site, read without trust.

    pa1.<base64url of JSON>.<CRC-32 of that, in hexadecimal>

`static/takeout/code.js` writes it: k is the key of the pack, d the numbers of modules
that are done, t the ids of lines that are ticked, u of those that are so no more (only
pages that a device keeps say that: who brings a file home adds), a the id of each
question with what was given: ids of options, or the text typed.

The sum only finds what was cut or mistyped. Answers are marked anew here, so a code can
claim nothing that its bearer could not do on the pages themselves.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Annotated
from zlib import crc32

from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

START = "pa1"
MAX_CHARACTERS = 40_000
# Copies of paths and courses have codes of several packs, with this between them.
BETWEEN, MAX_CODES = ",", 100
MAX_TOGETHER = 400_000
MAX_MODULES, MAX_UNITS, MAX_GIVEN, MAX_TEXT = 99, 1000, 50, 400

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{4,16}$")]
Given = Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class CodeUnreadable(ValueError):
    """It is no code, it is cut, or a newer program wrote it."""


class Done(Struct, frozen=True):
    """What somebody did in a copy of a pack."""

    pack_key: str
    modules: tuple[int, ...] = ()
    ticks: frozenset[str] = frozenset()
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    k: Id
    d: Annotated[
        list[Annotated[int, Field(ge=1, le=99)]], Field(max_length=MAX_MODULES)
    ]
    t: Annotated[list[Id], Field(max_length=MAX_UNITS)]
    a: Annotated[
        dict[Id, Annotated[list[Given], Field(max_length=MAX_GIVEN)]],
        Field(max_length=MAX_UNITS),
    ]
    u: Annotated[list[Id], Field(max_length=MAX_UNITS)] = []


def read_codes(text: str) -> list[Done]:
    """Return what one code says, or each of several; raise CodeUnreadable."""
    codes = text.strip().strip(BETWEEN).split(BETWEEN)
    if len(codes) > MAX_CODES:
        raise CodeUnreadable
    return [read_code(code) for code in codes]


def read_code(code: str) -> Done:
    """Return what a code says; raise CodeUnreadable."""
    parts = "".join(code.split()).split(".")
    if len(code) > MAX_CHARACTERS or len(parts) != 3 or parts[0] != START:
        raise CodeUnreadable
    _, body, total = parts
    try:
        if int(total, 16) != crc32(body.encode("ascii")):
            raise CodeUnreadable
        data = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        written = _Written.model_validate(json.loads(data))
    except (ValueError, ValidationError, RecursionError) as error:
        raise CodeUnreadable from error
    answers = {quiz: tuple(given) for quiz, given in written.a.items()}
    modules = tuple(sorted(set(written.d)))
    cleared = frozenset(written.u).difference(written.t)
    return Done(written.k, modules, frozenset(written.t), answers, cleared)
