"""Every public page answers, in a language with and one without translations."""

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
