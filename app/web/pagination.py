"""Pages of a list: which rows to read and which links to show."""

from typing import Self

from msgspec import Struct
from starlette.requests import Request

MAX_PAGE = 10_000


class Pager(Struct, frozen=True):
    """One page of a counted list; numbers start at 1."""

    number: int
    size: int
    total: int

    @classmethod
    def of(cls, request: Request, size: int, total: int) -> Self:
        """Return the page that the address of a list asks for, or the last there is."""
        asked = cls.as_asked(request, size, total)
        return cls(min(asked.number, asked.pages), size, total)

    @classmethod
    def as_asked(cls, request: Request, size: int, total: int) -> Self:
        """Return the page an address asks for, also where there is none any more."""
        return cls(page_number(request.query_params.get("page")), size, total)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_number(text: str | None) -> int:
    """Read a page number somebody may have typed; what makes no sense is page 1."""
    if text is None or not text.isascii() or not text.isdigit():
        return 1
    return min(max(int(text[:6]), 1), MAX_PAGE)
