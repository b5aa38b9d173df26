"""What people send about badges."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from app.learning.forms import clean_holder
from app.learning.statements import MAX_HOLDER_CHARACTERS
from app.platform.i18n import N_
from app.web.forms import Form

MAX_EVIDENCE = 5
MAX_ADDRESS = 500
MAX_NARRATIVE = 1_000
MAX_REASON = 300


def evidence_addresses(text: str) -> str:
    """Return addresses of the web, one a line; raise ValueError for anything else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_EVIDENCE or not all(map(_is_web_address, lines)):
        raise ValueError(
            N_("Write at most five addresses, one a line, each beginning with https://")
        )
    return "\n".join(dict.fromkeys(lines))


def _is_web_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or set(text) & set(' "<>\\^`{|}'):
        return False
    try:
        parts = urlsplit(text)
        is_whole = bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
    return is_whole and parts.scheme in {"http", "https"}


class BadgeForm(Form):
    """What a learner puts into a badge."""

    evidence: Annotated[
        str,
        Field(max_length=MAX_EVIDENCE * MAX_ADDRESS),
        AfterValidator(evidence_addresses),
    ] = ""
    narrative: str = Field(default="", max_length=MAX_NARRATIVE)
    listed: bool = False


class NamedBadgeForm(BadgeForm):
    """The same where no statement says the name."""

    holder: Annotated[
        str,
        Field(max_length=MAX_HOLDER_CHARACTERS),
        AfterValidator(clean_holder),
    ]


class ReasonForm(Form):
    """Why a badge is revoked."""

    reason: str = Field(min_length=1, max_length=MAX_REASON)


class ListingForm(Form):
    """Whether programs may see a badge."""

    listed: bool = False
