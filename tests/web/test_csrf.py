"""Another site's page cannot make a reader's browser change anything."""

import pytest
from starlette.testclient import TestClient

SITES = ("same-origin", "none", "same-site", "cross-site", None)
ORIGINS = {
    "ours": "http://testserver",
    "public": "http://127.0.0.1:8000",
    "other": "https://evil.example",
    "port": "http://testserver:1234",
    "null": "null",
    "broken": "http://[",
    "none": None,
}


def allowed(site: str | None, origin: str) -> bool:
    """The rule, in words: our origin, or the browser's word, or no browser at all."""
    if origin == "public":
        return True
    if site is not None:
        return site in {"same-origin", "none"}
    return origin in {"ours", "none"}


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("fetch_site", SITES)
def test_a_change_is_made_only_for_our_own_pages(
    site: TestClient, fetch_site: str | None, origin: str
) -> None:
    headers = {"sec-fetch-site": fetch_site, "origin": ORIGINS[origin]}
    sent = {name: value for name, value in headers.items() if value is not None}

    answer = site.post("/en/name", data={"name": "Efua"}, headers=sent)

    assert answer.status_code == (200 if allowed(fetch_site, origin) else 403)


def test_the_refusal_says_what_to_do(site: TestClient) -> None:
    answer = site.post("/en/name", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403
    assert "came from another site" in answer.text
    assert "do it again from there" in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_is_open_to_links_from_anywhere(site: TestClient, method: str) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}

    assert site.request(method, "/en/about", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_no_unsafe_method_is_forgotten(site: TestClient, method: str) -> None:
    answer = site.request(
        method, "/en/about", headers={"origin": "https://evil.example"}
    )

    assert answer.status_code == 403
