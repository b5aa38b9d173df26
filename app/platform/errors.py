"""Refusals that a person can act on; each carries the HTTP status it becomes."""

from typing import ClassVar


class AppError(Exception):
    """A refusal with a sentence for the person, marked for translation.

    `message` is a gettext message id; `params` fill its named placeholders.
    """

    status: ClassVar[int] = 400

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class Invalid(AppError):
    """What was sent cannot be used as it is."""

    status = 422


class NotSignedIn(AppError):
    """The page needs to know who is asking."""

    status = 401


class Forbidden(AppError):
    """The person is known and may not do this."""

    status = 403


class NotFound(AppError):
    """There is no such thing, or it is not this person's."""

    status = 404


class Moved(AppError):
    """The thing has another address now: `slug` stands where the old one stood."""

    status = 301

    def __init__(self, slug: str) -> None:
        super().__init__("")
        self.slug = slug


class Conflict(AppError):
    """Somebody else changed the thing meanwhile."""

    status = 409


class Gone(AppError):
    """The thing was here and was withdrawn.

    `successor` is where to go instead, if anywhere: an address without its
    language, such as `packs/write-a-report`.
    """

    status = 410

    def __init__(self, message: str, *, successor: str = "", **params: object) -> None:
        super().__init__(message, **params)
        self.successor = successor


class TooManyRequests(AppError):
    """Asked too often; `retry_after` says in how many seconds to try again."""

    status = 429

    def __init__(self, message: str, *, retry_after: int, **params: object) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after
