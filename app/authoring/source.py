"""A module's file as a form shows it: its fields, and the Markdown."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from app.packs.models import ModuleKind
from app.platform.i18n import N_
from app.platform.markdown import MAX_MARKDOWN_BYTES
from app.texts.front_matter import with_fields
from app.texts.segments import split_front_matter
from app.web.forms import Form

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TOO_LONG = N_("The text is longer than 256 kB. Split the module into two.")
BINARY = N_("There are signs in the text that no text has. Paste it as plain text.")
HEAD_FIELDS = ("title", "lead", "kind", "minutes")

OneLine = Annotated[str, StringConstraints(min_length=1, max_length=300)]


def plain_text(value: str) -> str:
    """Return a text with line ends of one kind; raise ValueError if it is none."""
    text = _LINE_END.sub("\n", value)
    if _CONTROL.search(text):
        raise ValueError(BINARY)
    return text


class ModuleForm(Form):
    """What an author writes. `body` is Markdown, kept as it was typed."""

    title: OneLine
    lead: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    kind: ModuleKind
    minutes: Annotated[int, Field(ge=1, le=120)]
    body: Annotated[str, StringConstraints(strip_whitespace=False, min_length=1)]
    message: Annotated[str, StringConstraints(max_length=300)] = ""

    @field_validator("title", "lead", "message")
    @classmethod
    def _in_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("body")
    @classmethod
    def _plain(cls, value: str) -> str:
        text = plain_text(value).rstrip() + "\n"
        if len(text.encode()) > MAX_MARKDOWN_BYTES:
            raise ValueError(TOO_LONG)
        return text


def form_values(text: str) -> dict[str, object]:
    """Return what a form shows of a module's file."""
    fields, body, _ = split_front_matter(text)
    return {name: fields.get(name) for name in HEAD_FIELDS} | {"body": body}


def with_form(text: str, form: ModuleForm) -> str:
    """Return the file with what was written; what did not change keeps its bytes.

    Raise FrontMatterError when the file's own head cannot be read.
    """
    fields = form.model_dump(mode="json", include=set(HEAD_FIELDS))
    return with_written(text, fields, form.body)


def with_live(text: str, head: Mapping[str, str], body: str) -> str:
    """Return the file with what stands in a live draft, where its fields make sense.

    Raise FrontMatterError as `with_form` does.
    """
    fields = {name: _usable(name, value) for name, value in head.items()}
    known = {name: value for name, value in fields.items() if value is not None}
    plain = _LINE_END.sub("\n", body).replace("\0", "").rstrip() + "\n"
    return with_written(text, known, plain)


def head_values(text: str) -> dict[str, str]:
    """Return the fields of a file that authors see, as text."""
    fields, _, _ = split_front_matter(text)
    return {name: str(fields[name]) for name in HEAD_FIELDS if name in fields}


def with_written(text: str, fields: Mapping[str, object], written: str) -> str:
    """Return the file with other fields and another body, as `with_form` does."""
    _, body, _ = split_front_matter(text)
    if body.strip("\n") == written.strip("\n"):
        written = body
    elif not written.startswith("\n"):
        written = "\n" + written
    return with_fields(text, fields, written)


def _usable(name: str, value: str) -> object:
    """Return a field as a file has it; None for what nobody has finished typing."""
    line = " ".join(value.replace("\0", "").split())
    if name == "minutes":
        is_number = line.isascii() and line.isdigit() and len(line) < 4
        return int(line) if is_number and 1 <= int(line) <= 120 else None
    if name == "kind":
        return line if line in set(ModuleKind) else None
    return line[:2_000] or None
