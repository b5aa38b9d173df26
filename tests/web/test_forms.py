"""Forms give a model, or sentences beside the fields with what was typed kept."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from app.platform.i18n import N_
from app.web.forms import Form, bind, empty, refused


class Sample(Form):
    """One field of each kind of rule."""

    title: Annotated[str, Field(min_length=3, max_length=8)]
    level: Literal["beginner", "experienced"] = "beginner"
    minutes: Annotated[int, Field(ge=10, le=30)] = 20
    skills: Annotated[list[str], Field(max_length=2)] = Field(default_factory=list)
    code: Annotated[str, Field(pattern="^[a-z]+$")] = "a"

    @field_validator("code")
    @classmethod
    def not_taken(cls, value: str) -> str:
        if value == "taken":
            raise ValueError(N_("Somebody uses this already."))
        return value


def test_a_good_form_becomes_a_model() -> None:
    bound = bind(Sample, FormData([("title", "  Budget "), ("minutes", "25")]))

    assert bound.value is not None
    assert bound.value.title == "Budget"
    assert bound.value.minutes == 25
    assert bound.errors == {}


def test_several_values_stay_together() -> None:
    bound = bind(Sample, FormData([("title", "abc"), ("skills", "a"), ("skills", "b")]))

    assert bound.value is not None
    assert bound.value.skills == ["a", "b"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "   ", "This is needed."),
        ("title", "ab", "This needs at least 3 characters."),
        ("title", "abcdefghi", "This may have at most 8 characters."),
        ("minutes", "soon", "Write a whole number here."),
        ("minutes", "5", "This must be 10 or more."),
        ("minutes", "31", "This must be 30 or less."),
        ("level", "wizard", "Choose one of the answers shown."),
        ("code", "A1", "This is not written as it should be."),
        ("code", "taken", "Somebody uses this already."),
    ],
)
def test_a_wrong_field_gets_a_sentence(field: str, value: str, sentence: str) -> None:
    bound = bind(Sample, FormData({"title": "abc"} | {field: value}))

    assert bound.value is None
    assert bound.errors == {field: sentence}
    assert bound.first(field) == value


def test_too_many_choices_get_a_sentence() -> None:
    data = FormData([("title", "abc"), *(("skills", name) for name in "abc")])

    assert bind(Sample, data).errors == {"skills": "Choose at most 2."}


def test_fields_nobody_asked_for_are_ignored() -> None:
    assert bind(Sample, FormData({"title": "abc", "is_admin": "1"})).value is not None


def test_a_form_nobody_sent_shows_its_first_values() -> None:
    form = empty({"save": True, "off": False, "langs": ("ha", "en"), "n": 3})

    assert form.first("save") == "1"
    assert form.first("off") == ""
    assert form.all("langs") == ["ha", "en"]
    assert form.first("n") == "3"


def test_a_service_can_refuse_a_field() -> None:
    bound = refused(bind(Sample, FormData({"title": "abc"})), "title", "Taken.")

    assert bound.value is None
    assert bound.errors == {"title": "Taken."}
    assert bound.first("title") == "abc"


def test_a_wrong_form_answers_422_with_what_was_typed(site: TestClient) -> None:
    answer = site.post("/fr/name", data={"name": "E"})

    assert answer.status_code == 422
    assert "kept=E" in answer.text


def test_a_file_in_a_plain_form_is_refused(site: TestClient) -> None:
    answer = site.post("/en/name", files={"name": ("a.txt", b"x")})

    assert answer.status_code == 400


def test_a_body_over_one_megabyte_is_refused(site: TestClient) -> None:
    answer = site.post("/en/name", data={"name": "a" * 1_000_001})

    assert answer.status_code == 413
    assert "more than 1 MB" in answer.text


def test_a_long_body_without_a_length_is_refused_too(site: TestClient) -> None:
    pieces = (b"name=" if first else b"a" * 100_000 for first in [True] + [False] * 11)

    answer = site.post(
        "/en/name",
        content=pieces,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413


def test_a_short_body_without_a_length_is_read(site: TestClient) -> None:
    answer = site.post(
        "/en/name",
        content=iter([b"name=", b"Efua"]),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert answer.text == "Efua []"


def test_a_length_that_is_no_number_is_refused(site: TestClient) -> None:
    answer = site.post("/en/name", content=b"", headers={"content-length": "-5"})

    assert answer.status_code == 422
