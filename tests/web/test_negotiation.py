"""Clients that have the current version get 304, others never an old page."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.web.negotiation import conditional, etag_matches, http_date, unchanged_since

CHANGED = datetime(2026, 11, 20, 9, 30, 15, 500, tzinfo=UTC)


def answer_to(headers: dict[str, str], *, method: str = "GET") -> Response:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = Request({"type": "http", "method": method, "headers": raw})
    page = PlainTextResponse("page", headers={"Cache-Control": "no-cache"})
    return conditional(request, page, etag='"v7"', modified=CHANGED)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"if-none-match": '"v7"'}, 304),
        ({"if-none-match": 'W/"v7"'}, 304),
        ({"if-none-match": '"v1", "v7"'}, 304),
        ({"if-none-match": "*"}, 304),
        ({"if-none-match": '"v6"'}, 200),
        ({"if-none-match": '"v6"', "if-modified-since": http_date(CHANGED)}, 200),
        ({"if-modified-since": http_date(CHANGED)}, 304),
        ({"if-modified-since": http_date(CHANGED + timedelta(days=1))}, 304),
        ({"if-modified-since": http_date(CHANGED - timedelta(seconds=1))}, 200),
        ({"if-modified-since": "yesterday"}, 200),
        ({"if-modified-since": "9" * 5000}, 200),
    ],
)
def test_the_answer_is_empty_only_if_nothing_changed(
    headers: dict[str, str], status: int
) -> None:
    answer = answer_to(headers)

    assert answer.status_code == status
    assert answer.headers["etag"] == '"v7"'
    assert answer.headers["cache-control"] == "no-cache"


def test_a_change_is_never_answered_with_304() -> None:
    assert answer_to({"if-none-match": '"v7"'}, method="POST").status_code == 200


def test_dates_are_written_as_http_wants_them() -> None:
    assert http_date(CHANGED) == "Fri, 20 Nov 2026 09:30:15 GMT"
    assert unchanged_since(http_date(CHANGED), CHANGED)


def test_no_header_matches_nothing() -> None:
    assert not etag_matches(None, '"a"')
