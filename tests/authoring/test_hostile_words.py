"""Whatever people write about packs comes out as text, wherever it is shown."""

from tests.authoring.conftest import EDIT, MODULE, Writer, writer
from tests.reading.html_page import read_page
from tests.reading.shelf import PACK, Shelf

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"


def test_suggestions_comments_and_reports_run_nothing(
    shelf: Shelf, ama: Writer, efua: Writer
) -> None:
    nana = writer(shelf.app, "Nana")
    suggestion = nana.browser.post(
        f"{MODULE}/suggest/1/1", after=f"{EVIL}\n", reason=EVIL
    ).headers["location"]
    problem = nana.browser.post("/en/report", page=MODULE, text=EVIL)
    thread = problem.headers["location"]
    ama.browser.post(f"{EDIT}/talk", about=EVIL, words=EVIL, text=f"@Nana {EVIL}")
    ama.browser.post(thread, text=f"@Nana {EVIL}")
    pages = (
        *(suggestion, thread, "/en/talk/2", f"{EDIT}/talk"),
        *("/en/review?show=suggestions", "/en/review?show=problems"),
    )

    for path in pages:
        _is_clean(ama, path)
    ama.browser.post(f"{suggestion}/decline", text=EVIL)
    for path in (suggestion, "/en/me/notices", f"{MODULE}/suggest"):
        _is_clean(nana, path)
    efua.browser.post(f"/en/edit/{PACK}/withdraw", reason=EVIL)
    _is_clean(efua, "/en/withdrawn")


def test_the_report_leads_to_no_other_site(shelf: Shelf) -> None:
    for page in ("//evil.org/x", "https://evil.org", "/en/../x", "javascript:x", "\\x"):
        form = read_page(shelf.client.get("/en/report", params={"page": page}).text)
        sent = form.one("input", name="page").attributes["value"]
        assert sent.startswith("/en/")
        assert ".." not in sent
        assert ":" not in sent


def test_a_name_with_spaces_is_found_in_a_sentence(shelf: Shelf, ama: Writer) -> None:
    both = [writer(shelf.app, name) for name in ("Ama Serwaa", "Ama Serwaa Boateng")]
    ama.browser.post(f"{EDIT}/talk", about="x", text="Ask @Ama Serwaa Boateng, please.")

    told = ["You were mentioned" in who.page("/en/me/notices").text for who in both]

    assert told == [False, True]


def _is_clean(who: Writer, path: str) -> None:
    answer = who.browser.get(path)
    assert answer.status_code == 200, path
    assert "<script>alert" not in answer.text, path
    assert "<img src=x" not in answer.text, path
    assert "49" not in read_page(answer.text).one("h1").text, path
    assert "alert(1)" in answer.text, f"{path} does not show it"
