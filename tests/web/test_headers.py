"""Every answer carries the headers that keep a page to itself."""

import pytest
from starlette.testclient import TestClient

from app.web.headers import content_security_policy

PATHS = ("/en/about", "/en/nothing", "/healthz", "/en/trouble/bug", "/static/icon.svg")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strict_policy(site: TestClient, path: str) -> None:
    policy = site.get(path).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_guessing_types_and_framing(
    site: TestClient, path: str
) -> None:
    headers = site.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_a_page_is_not_cached_unless_it_says_so(site: TestClient) -> None:
    assert site.get("/en/about").headers["cache-control"] == "private, no-store"


def test_tls_is_insisted_on_only_where_there_is_tls(
    site: TestClient, secure_site: TestClient
) -> None:
    assert "strict-transport-security" not in site.get("/en/about").headers
    assert (
        "max-age=" in secure_site.get("/en/about").headers["strict-transport-security"]
    )


def test_forms_may_lead_to_the_sign_in_provider_only() -> None:
    policy = content_security_policy(form_targets=["https://meta.example"])

    assert "form-action 'self' https://meta.example;" in policy


def test_no_page_has_inline_style_or_script(site: TestClient) -> None:
    for path in ("/en/styleguide", "/en/about", "/en/language", "/en/nothing"):
        html = site.get(path).text
        assert " style=" not in html
        assert "<style" not in html
        assert " onclick" not in html
        assert html.count("<script") == html.count("<script src=")


def test_every_request_gets_an_id_of_its_own(site: TestClient) -> None:
    first = site.get("/healthz").headers["x-request-id"]
    second = site.get("/healthz").headers["x-request-id"]

    assert first != second


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abcdef0123456789", True), ("a b\tc<script>", False), ("x", False)],
)
def test_only_a_harmless_request_id_is_taken_over(
    site: TestClient, given: str, kept: bool
) -> None:
    answer = site.get("/healthz", headers={"x-request-id": given})

    assert (answer.headers["x-request-id"] == given) is kept


@pytest.mark.parametrize("path", ["/en/about", "/en/nothing", "/static/icon.svg"])
def test_asking_for_headers_only_gives_the_same_headers(
    site: TestClient, path: str
) -> None:
    whole, headers = site.get(path), site.head(path)

    assert headers.status_code == whole.status_code
    assert headers.content == b""
    for name in ("content-type", "content-length", "cache-control"):
        assert headers.headers.get(name) == whole.headers.get(name)


def test_a_request_for_headers_is_logged_with_its_route(
    site: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    site.head("/en/about")

    assert '"HEAD", "route": "/{lang}/about"' in capsys.readouterr().err
