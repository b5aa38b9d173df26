"""How changes are shown: in which columns, which of many, and what is unfolded."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Generic, TypeVar
from urllib.parse import urlencode

from msgspec import Struct
from starlette.requests import Request

from app.reading.comparing import Row
from app.web.pagination import Pager

# A text of 200 kB in which every block was edited is a page like others.
PER_PAGE = 40


T = TypeVar("T")


class Columns(StrEnum):
    """Side by side, in one column, or as wide as the screen allows."""

    FITTING = ""
    SIDE = "side"
    ONE = "one"


class ChangesView(Struct, Generic[T], frozen=True):
    """A page of rows and how its address asks for them; everything is in there."""

    columns: Columns
    opened: str
    pager: Pager
    rows: Sequence[T]

    def is_open(self, row: Row) -> bool:
        """Whether the address asks to unfold a row."""
        return row.place == self.opened

    def asking(self, **other: str) -> str:
        """Return the query of this page, with something else asked."""
        wanted = {"view": str(self.columns), "page": str(self.pager.number)} | other
        said = {k: v for k, v in wanted.items() if v and (k, v) != ("page", "1")}
        return f"?{urlencode(said)}" if said else "?"


def changes_view(
    request: Request, rows: Sequence[T], usual: Columns = Columns.FITTING
) -> ChangesView[T]:
    """Return what an address asks for; what makes no sense is the usual."""
    asked = request.query_params.get("view", "")
    is_known = asked in set(Columns) and asked
    pager = Pager.of(request, PER_PAGE, len(rows))
    return ChangesView(
        Columns(asked) if is_known else usual,
        request.query_params.get("open", ""),
        pager,
        rows[pager.offset :][: pager.size],
    )
