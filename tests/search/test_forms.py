"""The address of a search is read and written the same way every time."""

import pytest
from starlette.datastructures import QueryParams

from app.search.answering.results import Asked, Sort, Tab
from app.search.forms import (
    MAX_VALUES,
    read_asked,
    without,
    without_filters,
    write_query,
)

READER = ("sw", "en")
EVERYTHING = (
    "?q=grant+budget&type=modules&skill=budgets&skill=proposal-writing&format=video"
    "&lang=fr&lang=sw&level=beginner&part=hands-on&owner=project%3Aone&dur=30&kb=1000"
    "&partial=0&sort=newest&page=3"
)


def asked(query: str) -> Asked:
    return read_asked(QueryParams(query.removeprefix("?")), READER)


def test_every_part_of_a_search_is_in_its_address() -> None:
    found = asked(EVERYTHING)

    assert found == Asked(
        text="grant budget",
        reader_languages=READER,
        tab=Tab.MODULES,
        skills=frozenset({"budgets", "proposal-writing"}),
        formats=frozenset({"video"}),
        languages=frozenset({"fr", "sw"}),
        levels=frozenset({"beginner"}),
        parts=frozenset({"hands-on"}),
        owners=frozenset({"project:one"}),
        minutes=30,
        kilobytes=1_000,
        include_partial=False,
        sort=Sort.NEWEST,
        page=3,
    )
    assert write_query(found) == EVERYTHING


def test_nothing_asked_has_an_empty_address() -> None:
    assert write_query(asked("")) == ""
    assert write_query(asked("q=++&type=&sort=&dur=&kb=&page=1&typed=1")) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("q=a&skill=x&skill=y", "skill=y&q=a&skill=x&skill=y"),
        ("lang=pt-br", "lang=pt_BR"),
        ("q=a&page=2", "page=02&q=a"),
        ("partial=0", "partial=1&partial=0"),
        ("", "partial=0&partial=1"),
    ],
)
def test_addresses_that_ask_for_the_same_are_written_the_same(
    one: str, other: str
) -> None:
    assert write_query(asked(one)) == write_query(asked(other))


@pytest.mark.parametrize(
    "query",
    [
        *("type=peers", "sort=worst", "dur=7", "dur=-1", "dur=1e9", "kb=99"),
        *("lang=zz-zz", "lang=x-xss", "level=expert", "part=talk", "page=-4", "page=x"),
        *("skill=%3Cscript%3E", "skill=..%2F..", "owner=person:me", "format=%00"),
    ],
)
def test_what_nobody_can_ask_for_is_left_out(query: str) -> None:
    assert asked(query) == Asked(reader_languages=READER)


def test_a_huge_page_or_hundreds_of_values_stay_within_bounds() -> None:
    many = "&".join(f"skill=s{number}" for number in range(500))

    assert len(asked(many).skills) == MAX_VALUES
    assert asked("page=1000000000").page == 10_000


def test_text_keeps_its_letters_and_loses_what_cannot_be_shown() -> None:
    assert asked("q=a%00b%0Ac").text == "a b c"
    assert asked("q=%ED%A0%80").text.isprintable()
    assert asked("q=" + "x" * 10_000).text == "x" * 200
    assert asked("q=%E2%80%AEabc").text == "abc"
    assert asked("q=می‌خواهم").text == "می‌خواهم"


def test_filters_are_dropped_one_by_one_or_all_at_once() -> None:
    full = asked(EVERYTHING)

    assert without(full, "lang", "fr").languages == {"sw"}
    assert without(full, "lang").languages == frozenset()
    assert without(full, "dur").minutes == 0
    assert without(full, "kb").kilobytes == 0
    assert without(full, "type").tab == Tab.EVERYTHING
    assert without(full, "partial").include_partial
    assert without(full, "skill", "budgets").page == 1
    assert write_query(without_filters(full)) == (
        "?q=grant+budget&type=modules&sort=newest"
    )
