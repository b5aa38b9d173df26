"""A refusal is a page, a fragment or JSON, and never says more than it should."""

import pytest
from starlette.testclient import TestClient

from app.web.logs import configure_logging

REFUSALS = [
    ("/en/trouble/403", 403),
    ("/en/trouble/404", 404),
    ("/en/trouble/conflict", 409),
    ("/en/trouble/often", 429),
    ("/en/trouble/bug", 500),
    ("/en/nothing/here", 404),
    ("/en/number/seven", 404),
    ("/qqq/about", 404),
]


@pytest.mark.parametrize(("path", "status"), REFUSALS)
def test_a_person_gets_a_whole_page(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path, headers={"accept": "text/html"})

    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.text.count("<h1") == 1
    assert 'role="search"' in answer.text
    assert 'name="robots" content="noindex"' in answer.text


@pytest.mark.parametrize(("path", "status"), REFUSALS)
def test_a_fragment_gets_a_message(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path, headers={"hx-request": "true"})

    assert answer.status_code == status
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(("path", "status"), REFUSALS)
def test_a_program_gets_a_problem(site: TestClient, path: str, status: int) -> None:
    answer = site.get(path, headers={"accept": "application/json"})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_an_address_of_a_fragment_answers_with_a_fragment(site: TestClient) -> None:
    answer = site.get("/en/_check")

    assert answer.status_code == 405
    assert "<html" not in answer.text


@pytest.mark.parametrize("path", ["/en/packs/_nothing", "/en/number/_gone"])
def test_a_random_address_that_begins_like_a_fragment_gets_a_page(
    site: TestClient, path: str
) -> None:
    assert "<html" in site.get(path).text


def test_an_address_of_the_api_answers_with_json(site: TestClient) -> None:
    assert site.get("/api/nothing").json()["status"] == 404


def test_a_bug_tells_nothing_about_itself(site: TestClient) -> None:
    answer = site.get("/en/trouble/bug")

    assert "what a reader wrote" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_a_bug_is_logged_without_what_a_reader_wrote(
    site: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging()  # Another program of this process may have wanted less.

    site.get("/en/trouble/bug?q=secret-search")

    logged = capsys.readouterr().err
    assert "RuntimeError" in logged
    assert "/{lang}/trouble/{kind}" in logged
    assert "what a reader wrote" not in logged
    assert "secret-search" not in logged


def test_placeholders_of_a_refusal_are_filled_and_escaped(site: TestClient) -> None:
    assert "No &lt;b&gt;." in site.get("/en/trouble/404").text


def test_too_often_says_when_to_come_back(site: TestClient) -> None:
    assert site.get("/en/trouble/often").headers["retry-after"] == "30"


def test_a_wrong_method_says_which_ones_work(site: TestClient) -> None:
    answer = site.post("/en/about")

    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("*/*", False),
        ("text/html,application/json;q=0.9", False),
        ("application/json,text/html;q=0.1", True),
        ("application/json;q=0", False),
        ("application/json;q=broken", False),
        ("", False),
    ],
)
def test_json_is_for_those_who_prefer_it(
    site: TestClient, accept: str, is_json: bool
) -> None:
    answer = site.get("/en/nothing", headers={"accept": accept})

    assert answer.headers["content-type"].startswith("application/") is is_json


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/packs/run-an-edit-a-ton", "run an edit a ton"),
        ("/en/nothing/here", ""),
        ("/en/statements/Ab-cd-ef1", ""),
        ("/en/x-%22onfocus=%22alert", ""),
    ],
)
def test_a_mistyped_address_is_ready_to_be_searched_for(
    site: TestClient, path: str, words: str
) -> None:
    assert f'data-offers="q-offers" value="{words}"' in site.get(path).text


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://[", ""),
        ("{host}/en/review/1?page=2", "/en/review/1?page=2"),
        ("https://evil.example/en/review/1", ""),
        ("{host}//evil.example", ""),
        ("", ""),
    ],
)
def test_a_form_that_was_refused_leads_back_to_its_page(
    site: TestClient, referer: str, back: str
) -> None:
    told = {"referer": referer.format(host=str(site.base_url).rstrip("/"))}

    page = site.post("/en/about", headers={"accept": "text/html", **told}).text

    assert ("Back to the page" in page) is bool(back)
    assert f'href="{back}">Back to the page' in page or not back
