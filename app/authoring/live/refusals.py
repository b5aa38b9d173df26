"""What a live draft says over HTTP when it cannot take something."""

from typing import ClassVar

from app.authoring.live.permits import Closing
from app.platform.errors import AppError, Conflict, Invalid, NotFound
from app.platform.i18n import N_


class TextTooLong(AppError):
    """The text would be longer than a live draft may be."""

    status: ClassVar[int] = 413


class NotNow(AppError):
    """The database is away or busy, or the server ends; nothing was lost."""

    status: ClassVar[int] = 503


def refusal(why: Closing) -> AppError:
    """Return what to answer where a socket would be closed."""
    said: dict[Closing, AppError] = {
        Closing.NOT_THERE: NotFound(N_("There is no such draft.")),
        Closing.OTHER_EPOCH: Conflict(
            N_("This draft was begun anew. Copy your text out, then open it again.")
        ),
        Closing.UNREADABLE: Invalid(
            N_("Something that your changes build on is missing. Send all you have.")
        ),
        Closing.TOO_LONG: TextTooLong(
            N_("The text is too long. Split the module into two.")
        ),
    }
    return said.get(why, NotNow(N_("Not saved yet. Please try again in a moment.")))
