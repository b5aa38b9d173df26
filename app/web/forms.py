"""Forms: what was sent becomes a checked model, or sentences beside the fields."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar, get_origin

from fastapi import Depends, Request
from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.platform.i18n import N_, gettext
from app.web.body_limit import MAX_FILE_BYTES
from app.web.unsaved import remember

MAX_FIELDS = 500
# How long a whole body may be is said by `app.web.body_limit`, for each address.
UNREADABLE = 400
EMPTY_FILE = N_("This file is empty. Choose another one.")


class Form(BaseModel):
    """What every form shares: blanks at the ends do not count."""

    model_config = ConfigDict(str_strip_whitespace=True, frozen=True, extra="ignore")


FormT = TypeVar("FormT", bound=BaseModel)


class Bound(Struct, Generic[FormT], frozen=True):
    """A form as it was sent: the model if it can be used, the errors if it cannot."""

    value: FormT | None
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def first(self, name: str) -> str:
        """Return what stood in a field, to show it again."""
        values = self.raw.get(name) or [""]
        return values[0]

    def all(self, name: str) -> Sequence[str]:
        return self.raw.get(name, [])


async def sent_form(request: Request) -> FormData:
    """Read the body as a form; files are refused, they have routes of their own."""
    try:
        data = await request.form(
            max_files=0, max_fields=MAX_FIELDS, max_part_size=MAX_FILE_BYTES
        )
        is_storable = all(map(_is_storable, data.multi_items()))
    except UnicodeError:
        # The sender chose a codec that cannot read what was sent.
        is_storable = False
    if not is_storable:
        raise HTTPException(UNREADABLE)
    remember(request, data.multi_items())
    return data


def _is_storable(field: tuple[str, object]) -> bool:
    # PostgreSQL keeps no NUL, and no database half of a surrogate pair.
    return all("\x00" not in str(part).encode().decode() for part in field)


SentForm = Annotated[FormData, Depends(sent_form)]


class SentFileData(Struct, frozen=True):
    """A file as it was sent, whole: nothing is known about its bytes."""

    name: str
    data: bytes


async def sent_file(request: Request) -> SentFileData | None:
    """Read the field `file` of a form, or None where nothing was chosen.

    A file that was chosen and is empty has a name and no bytes.

    How large it may be is for the address to say (`app.web.body_limit`).
    """
    async with request.form(max_files=1, max_fields=MAX_FIELDS) as data:
        file = data.get("file")
        if not isinstance(file, UploadFile):
            return None
        content = await file.read()
    return _chosen(file.filename or "", content)


def _chosen(name: str, data: bytes) -> SentFileData | None:
    return SentFileData(name, data) if name or data else None


SentFile = Annotated[SentFileData | None, Depends(sent_file)]


class SentWithFile(Struct, frozen=True):
    """A form with a file: the file, where one was chosen, and the other fields."""

    file: SentFileData | None
    fields: FormData


async def sent_with_file(request: Request) -> SentWithFile:
    """Read a form with the field `file` and others; refuse what cannot be kept."""
    async with request.form(max_files=1, max_fields=MAX_FIELDS) as data:
        file = data.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        name = (file.filename or "") if isinstance(file, UploadFile) else ""
        texts = [(key, text) for key, text in data.multi_items() if key != "file"]
    try:
        is_storable = all(map(_is_storable, [*texts, ("file", name)]))
    except UnicodeError:
        is_storable = False
    if not is_storable:
        raise HTTPException(UNREADABLE)
    remember(request, texts)
    return SentWithFile(_chosen(name, content), FormData(texts))


SentFormWithFile = Annotated[SentWithFile, Depends(sent_with_file)]


def bind(model: type[FormT], data: FormData) -> Bound[FormT]:
    """Check what was sent; an empty field is the same as none."""
    raw = _texts(data)
    values: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        given = [text for text in raw.get(name, []) if text.strip()]
        if given:
            values[name] = given if _is_many(info) else given[-1]
    try:
        return Bound(model.model_validate(values), raw=raw)
    except ValidationError as error:
        problems = reversed(error.errors(include_url=False, include_input=False))
        return Bound(None, {_field(item): _sentence(item) for item in problems}, raw)


def empty(values: Mapping[str, object] | None = None) -> Bound[BaseModel]:
    """Return a form that nobody has sent yet, with its first values."""
    return Bound(
        None, raw={key: _shown(value) for key, value in (values or {}).items()}
    )


def refused(bound: Bound[FormT], name: str, message: str) -> Bound[FormT]:
    """Add a refusal that only the service could know, already translated."""
    return Bound(None, {**bound.errors, name: message}, bound.raw)


_MESSAGES = {
    "missing": N_("This is needed."),
    "string_too_short": N_("This needs at least %(min_length)s characters."),
    "string_too_long": N_("This may have at most %(max_length)s characters."),
    "too_short": N_("Choose at least %(min_length)s."),
    "too_long": N_("Choose at most %(max_length)s."),
    "string_pattern_mismatch": N_("This is not written as it should be."),
    "int_parsing": N_("Write a whole number here."),
    "int_from_float": N_("Write a whole number here."),
    "greater_than_equal": N_("This must be %(ge)s or more."),
    "less_than_equal": N_("This must be %(le)s or less."),
    "literal_error": N_("Choose one of the answers shown."),
    "enum": N_("Choose one of the answers shown."),
    "date_from_datetime_parsing": N_("Write a date such as 2026-11-20."),
    "url_parsing": N_("Write an address that begins with https://"),
    "url_scheme": N_("Write an address that begins with https://"),
}
_OTHERWISE = N_("This cannot be used. Please look at it again.")


def _sentence(item: ErrorDetails) -> str:
    if item["type"] == "value_error":
        # Raised by a validator of ours, whose text is a message id.
        return gettext(str(item["ctx"]["error"]))
    return gettext(_MESSAGES.get(item["type"], _OTHERWISE), **item.get("ctx", {}))


def _field(item: ErrorDetails) -> str:
    return str(item["loc"][0]) if item["loc"] else ""


def _texts(data: FormData) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for key, value in data.multi_items():
        if isinstance(value, str):
            texts.setdefault(key, []).append(value)
    return texts


def _is_many(info: FieldInfo) -> bool:
    return get_origin(info.annotation) in {list, tuple, set, frozenset}


def _shown(value: object) -> list[str]:
    if value is None or value is False:
        return []
    if isinstance(value, list | tuple | set | frozenset):
        return [str(one) for one in value]
    return ["1"] if value is True else [str(value)]
