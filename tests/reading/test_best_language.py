"""`/p/{slug}` sends each reader to their best language of a pack."""

import pytest
from starlette.testclient import TestClient

from app.web.preferences import Preferences

PACK = "welcome-newcomers"
NOT_TRANSLATED = "keep-a-community-going"


def sent_to(
    reader: TestClient,
    *,
    query: str = "",
    known: tuple[str, ...] = (),
    accepted: str = "",
    slug: str = PACK,
) -> str:
    headers = {"accept-language": accepted}
    if known:
        headers["cookie"] = f"prefs={Preferences(languages=known).encoded()}"
    answer = reader.get(f"/p/{slug}{query}", headers=headers)
    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.headers["location"].split("/")[1]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("sw", "sw"),
        ("ar-EG,en;q=0.5", "ar"),
        ("fr-CA;q=0.9, sw;q=1", "sw"),
        ("qu, fr", "fr"),
        ("en-GB, ar", "en"),
        ("", "en"),
        ("ja", "en"),
        ("*", "en"),
        ("fr;q=0, sw;q=0.1", "sw"),
        ("tum;;;, \x7f, " + "ar," * 400, "ar"),
    ],
)
def test_the_browsers_languages_decide(
    reader: TestClient, accepted: str, language: str
) -> None:
    assert sent_to(reader, accepted=accepted) == language


def test_what_a_reader_chose_here_comes_before_the_browser(reader: TestClient) -> None:
    assert sent_to(reader, known=("fr", "ar"), accepted="sw") == "fr"


def test_a_language_in_the_address_comes_before_everything(reader: TestClient) -> None:
    found = sent_to(reader, query="?lang=sw", known=("fr",), accepted="ar")

    assert found == "sw"


@pytest.mark.parametrize("query", ["?lang=xx", "?lang=", "?lang=%00", "?lang=../evil"])
def test_a_language_nobody_knows_is_passed_over(reader: TestClient, query: str) -> None:
    assert sent_to(reader, query=query, accepted="fr") == "fr"


def test_a_pack_that_is_not_translated_opens_in_its_own_language(
    reader: TestClient,
) -> None:
    assert sent_to(reader, slug=NOT_TRANSLATED, accepted="dag, ig") == "en"


def test_a_pack_that_does_not_exist_has_no_best_language(reader: TestClient) -> None:
    assert reader.get("/p/no-such-pack").status_code == 404
