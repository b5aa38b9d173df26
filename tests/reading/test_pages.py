"""Every public page answers, in a language with and one without translations."""

import re

import pytest
from starlette.testclient import TestClient

pytestmark = pytest.mark.smoke

PATHS = (
    "/",
    "/packs",
    "/packs/welcome-newcomers",
    "/packs/welcome-newcomers/1",
    "/packs/welcome-newcomers/languages",
    "/packs/welcome-newcomers/done",
    "/skills",
    "/skills/onboarding",
    "/courses",
    "/courses/new-affiliate",
    "/projects",
    "/projects/wikipedia-teahouse-2012",
    "/organisations",
    "/organisations/oclc",
    "/search?q=report",
    "/packs.atom",
    "/me",
    "/me/data",
    "/me/settings",
    "/login",
    "/about",
    "/styleguide",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["en", "ar", "yo"])
def test_a_public_page_answers_in_this_language(
    reader: TestClient, language: str, path: str
) -> None:
    answer = reader.get(f"/{language}{path}")

    assert answer.status_code == 200, answer.text[:500]


def test_after_the_last_page_of_a_list_comes_the_last(reader: TestClient) -> None:
    first = reader.get("/en/projects").text
    after = reader.get("/en/projects?page=99").text

    pages = re.search(r"Page 1 of (\d)", first)
    assert pages
    assert f"Page {pages[1]} of {pages[1]}" in after
    assert "There are no projects here yet" not in after
