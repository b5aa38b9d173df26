"""What holds statements against the rules finds every rule that is broken."""

from copy import deepcopy
from typing import Any

import pytest

from tests.services.statements import ADL, CATEGORY, MASTERY, MOVE_ON, Session

ACTOR = {"account": {"homePage": "https://lms.example", "name": "ana"}}
REGISTRATION = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9"
GROUP = {"id": "https://lms.example/pack"}
TEMPLATE: dict[str, Any] = {
    "extensions": {"https://lms.example/session": "1"},
    "contextActivities": {"grouping": [GROUP]},
}


def said(verb: str, result: dict[str, Any], *marks: str, **more: Any) -> dict[str, Any]:
    """Return a statement as it should be."""
    return {
        "id": "11111111-1111-4111-8111-111111111111",
        "timestamp": "2026-11-21T12:00:00.000Z",
        "actor": ACTOR,
        "verb": {"id": ADL + verb, "display": {"en-US": verb}},
        "object": {"objectType": "Activity", "id": "https://lms.example/unit"},
        "result": result,
        "context": {
            "registration": REGISTRATION,
            "extensions": {**TEMPLATE["extensions"], **more},
            "contextActivities": {
                "grouping": [GROUP],
                "category": [{"id": one} for one in marks],
            },
        },
    }


TIME = {"duration": "PT1S"}
PASSED = said(
    "passed",
    {**TIME, "success": True, "score": {"scaled": 0.9}},
    *(CATEGORY, MOVE_ON),
    **{MASTERY: 0.8},
)
COMPLETED = said("completed", {**TIME, "completion": True}, CATEGORY, MOVE_ON)
TERMINATED = said("terminated", TIME, CATEGORY)


def session(*before: str) -> Session:
    """Return a session that has begun."""
    made = Session(ACTOR, REGISTRATION, "https://lms.example/unit", TEMPLATE)
    made.mastery = 0.8
    made.told = ["initialized", *before]
    made.here = list(made.told)
    return made


@pytest.mark.parametrize("right", [PASSED, COMPLETED, TERMINATED])
def test_what_is_right_is_taken(right: dict[str, Any]) -> None:
    assert session().faults_of(right) == []


def changed(of: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a statement with something else in one place, or without it."""
    made = deepcopy(of)
    *above, last = path.split("/")
    place = made
    for name in above:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return made


WRONG = [
    *((PASSED, name, None) for name in ("id", "timestamp", "actor", "verb", "object")),
    (PASSED, "id", "x"),
    (PASSED, "id", 7),
    (PASSED, "timestamp", "yesterday"),
    (PASSED, "timestamp", "2026-11-21T12:00:00+02:00"),
    (PASSED, "actor", {}),
    (PASSED, "actor", {"mbox": "ana@example.org"}),
    (PASSED, "actor", {"account": {"name": "ana"}}),
    (PASSED, "actor", {"account": {"homePage": "no address", "name": "ana"}}),
    (PASSED, "actor", {"account": {"homePage": "https://lms.example", "name": "eve"}}),
    (PASSED, "verb", {"id": "passed"}),
    (PASSED, "verb/display", {"not a language!": "passed"}),
    (PASSED, "object", {"id": "unit"}),
    (PASSED, "object/id", "https://lms.example/another"),
    (PASSED, "result/score/scaled", 8),
    (PASSED, "result/score/scaled", "0.9"),
    (PASSED, "result/score/scaled", 0.5),
    (PASSED, "result/success", False),
    (PASSED, "result/success", None),
    (PASSED, "result/completion", True),
    (PASSED, "result/duration", None),
    (PASSED, "result/duration", "a while"),
    (PASSED, "context/registration", "x"),
    (PASSED, "context/registration", "22222222-2222-4222-8222-222222222222"),
    (PASSED, "context/registration", None),
    (PASSED, "context/extensions", {"not an address": 1}),
    (PASSED, "context/extensions", TEMPLATE["extensions"]),
    (PASSED, "context/extensions", {MASTERY: 0.8}),
    (PASSED, "context/contextActivities/grouping", None),
    (PASSED, "context/contextActivities/category", None),
    (PASSED, "context/contextActivities/category", [{"id": CATEGORY}]),
    (PASSED, "context/contextActivities/category", [{"id": MOVE_ON}]),
    (COMPLETED, "result/completion", False),
    (COMPLETED, "result/completion", None),
    (COMPLETED, "result/score", {"scaled": 1}),
    (COMPLETED, "result/duration", None),
    (TERMINATED, "result", None),
    (TERMINATED, "result/success", True),
    (TERMINATED, "result/score", {"scaled": 1}),
    (TERMINATED, "surplus", "x"),
]


@pytest.mark.parametrize(("of", "path", "value"), WRONG)
def test_what_is_wrong_is_refused(of: dict[str, Any], path: str, value: Any) -> None:
    assert session().faults_of(changed(of, path, value))


@pytest.mark.parametrize(
    ("before", "statement"),
    [
        (["terminated"], COMPLETED),
        (["terminated"], TERMINATED),
        (["completed"], COMPLETED),
        (["passed"], PASSED),
        (["failed"], PASSED),
        ([], said("initialized", {}, CATEGORY)),
    ],
)
def test_what_comes_at_the_wrong_time_is_refused(
    before: list[str], statement: dict[str, Any]
) -> None:
    assert session(*before).faults_of(statement)


def test_nothing_comes_before_the_first_and_no_verdict_from_who_only_looks() -> None:
    made = session()
    made.here = []
    assert made.faults_of(COMPLETED)
    looking = session()
    looking.mode = "Review"
    assert looking.faults_of(COMPLETED)
