"""Taking packs over plain HTTP: questions, checklists, going on, and the cookie."""

import pytest
from starlette.testclient import TestClient

from app.texts.blocks import Quiz
from tests.reading.answer_key import (
    KeyedModule,
    keyed_modules,
    pack_slugs,
    right_answer,
    wrong_answer,
)
from tests.reading.html_page import Element, read_page

pytestmark = pytest.mark.smoke

PACK = "welcome-newcomers"
COOKIE = "learning"
COOKIE_BYTES = 1024
KINDS = ("one", "many", "order", "text")


def question_of(kind: str) -> tuple[KeyedModule, Quiz]:
    """Return a module of the pack with a question of this kind."""
    return next(
        (module, quiz)
        for module in keyed_modules(PACK)
        for quiz in module.quizzes
        if quiz.kind == kind
    )


def opened(client: TestClient, path: str) -> Element:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    return read_page(answer.text)


def send(client: TestClient, path: str, **fields: str | list[str]) -> str:
    """Send a form as a browser without script does; return where it leads."""
    answer = client.post(path, data=fields)
    assert answer.status_code == 303, f"{path}: {answer.status_code}"
    return answer.headers["location"]


def check(
    client: TestClient, module: KeyedModule, quiz: Quiz, answer: list[str]
) -> Element:
    """Answer a question; return its form as the page shows it afterwards."""
    path = f"/ar{module.path}"
    target = send(client, f"{path}/check/{quiz.id}", answer=answer, check=quiz.id)
    assert target == f"{path}#q-{quiz.id}"
    return opened(client, path).one("form", id=f"q-{quiz.id}")


def verdict(form: Element) -> bool | None:
    """Return what a question says about its answer, if anything."""
    said = form.all(css="fb")
    return "not" not in said[0].classes if said else None


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_says_what_is_right_and_can_be_tried_again(
    client: TestClient, kind: str
) -> None:
    module, quiz = question_of(kind)
    untouched = opened(client, f"/ar{module.path}").one("form", id=f"q-{quiz.id}")

    wrong = check(client, module, quiz, wrong_answer(quiz))
    right = check(client, module, quiz, right_answer(quiz))
    again = check(client, module, quiz, wrong_answer(quiz))

    assert verdict(untouched) is None
    assert (verdict(wrong), verdict(right), verdict(again)) == (False, True, False)
    assert len(right.one(css="fb").text) > len("Yes."), "feedback says why"


@pytest.mark.parametrize("kind", ["one", "many"])
def test_what_was_chosen_stays_chosen_and_says_how_it_was(
    client: TestClient, kind: str
) -> None:
    module, quiz = question_of(kind)
    form = check(client, module, quiz, wrong_answer(quiz))
    chosen = [i.attributes["value"] for i in form.all("input", checked="")]

    assert chosen == wrong_answer(quiz)
    assert len(form.all("label", css="wrong")) == 1
    assert not form.all("label", css="right"), "what is right is for finding out"


def test_a_right_answer_leads_to_the_next_question(client: TestClient) -> None:
    module = next(one for one in keyed_modules(PACK) if len(one.quizzes) > 1)
    first, *_, last = module.quizzes

    wrong = check(client, module, first, wrong_answer(first))
    right = check(client, module, first, right_answer(first))
    end = check(client, module, last, right_answer(last))

    following = f"#q-{module.quizzes[1].id}"
    assert not wrong.all("a", href=following)
    assert right.one("a", href=following).text == "السؤال التالي"
    assert not end.all("a", css="btn")


def test_part_of_what_is_right_is_not_called_wrong(client: TestClient) -> None:
    module, quiz = question_of("many")
    form = check(client, module, quiz, right_answer(quiz)[:1])

    assert verdict(form) is False
    assert len(form.all("label", css="right")) == 1


@pytest.mark.parametrize("language", ["en", "ar", "fr", "sw", "yo"])
def test_a_typed_answer_is_right_in_the_language_of_the_pack_and_of_the_page(
    client: TestClient, language: str
) -> None:
    module, quiz = question_of("text")
    path = f"/{language}{module.path}"
    for typed in ("CC BY-SA 4.0", "  cc by-sa 4.0. ", "CC BY-SA"):
        send(client, f"{path}/check/{quiz.id}", answer=typed)
        form = opened(client, path).one("form", id=f"q-{quiz.id}")
        assert verdict(form) is True, typed
        value = form.one("input", name="answer").attributes["value"]
        assert value == typed.strip() or value == typed


def test_steps_are_moved_without_script(client: TestClient) -> None:
    module, quiz = question_of("order")
    path = f"/ar{module.path}"
    form = opened(client, path).one("form", id=f"q-{quiz.id}")
    order = [one.attributes["value"] for one in form.all("input", name="answer")]

    answer = client.post(
        f"{path}/check/{quiz.id}", data={"answer": order, "down": order[0]}
    )
    moved = read_page(answer.text).one("form", id=f"q-{quiz.id}")
    after = [one.attributes["value"] for one in moved.all("input", name="answer")]

    assert answer.status_code == 200
    assert after == [order[1], order[0], *order[2:]]
    assert verdict(moved) is None, "a move is no answer"
    assert verdict(opened(client, path).one("form", id=f"q-{quiz.id}")) is None


@pytest.mark.parametrize("kind", ["one", "many", "text"])
@pytest.mark.parametrize("end", ["", "/_answer"])
def test_a_question_sent_without_an_answer_keeps_the_page(
    client: TestClient, kind: str, end: str
) -> None:
    module, quiz = question_of(kind)
    answer = client.post(f"/ar{module.path}/check/{quiz.id}{end}", data={"check": "x"})
    page = read_page(answer.text)

    assert answer.status_code == 422
    assert verdict(page.one("form", id=f"q-{quiz.id}")) is False
    assert bool(page.all("h1")) is (end == "")
    assert opened(client, "/ar/me").text.find("1 of") < 0, "nothing was begun by it"


def test_the_answer_of_a_fragment_is_kept_like_that_of_a_page(
    client: TestClient,
) -> None:
    module, quiz = question_of("one")
    path = f"/ar{module.path}"
    answer = client.post(
        f"{path}/check/{quiz.id}/_answer",
        data={"answer": right_answer(quiz)},
        headers={"hx-request": "true"},
    )
    fragment = read_page(answer.text)

    assert answer.status_code == 200
    assert not fragment.all("html")
    assert verdict(fragment.one("form")) is True
    assert verdict(opened(client, path).one("form", id=f"q-{quiz.id}")) is True


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/check/aaaaaaaa", {"answer": "x"}, 404),
        ("/check/not-an-id", {"answer": "x"}, 404),
        ("/check/AAAA", {"answer": "x"}, 404),
        ("/check/{quiz}", {"answer": "aaaaaaaa"}, 422),
        ("/tick/9", {"tick": "x"}, 404),
        ("/tick/0", {"tick": "x"}, 404),
    ],
)
def test_a_question_that_has_changed_gets_a_clear_page(
    client: TestClient, path: str, fields: dict[str, str], status: int
) -> None:
    module, quiz = question_of("one")
    address = f"/en{module.path}{path.format(quiz=quiz.id)}"
    answer = client.post(address, data=fields)
    page = read_page(answer.text)

    assert answer.status_code == status
    assert page.one("h1").text
    assert page.all("form", role="search")


def test_ticks_are_kept_and_taken_back(client: TestClient) -> None:
    module = next(one for one in keyed_modules(PACK) if one.checklists)
    ids = [piece.unit_id for piece in module.checklists[0].items]
    path = f"/ar{module.path}"

    def ticked() -> list[str]:
        form = opened(client, path).one("form", id="c-1")
        return [one.attributes["value"] for one in form.all("input", checked="")]

    assert send(client, f"{path}/tick/1", tick=ids[:2]) == f"{path}#c-1"
    assert ticked() == ids[:2]
    send(client, f"{path}/tick/1", tick=[ids[1], "zzzzzzzz"])
    assert ticked() == [ids[1]]
    send(client, f"{path}/tick/1")
    assert ticked() == []


def test_done_leads_to_the_next_module_and_the_last_to_the_finish(
    client: TestClient,
) -> None:
    modules = keyed_modules(PACK)
    for module in modules[:-1]:
        target = send(client, f"/ar{module.path}/done")
        assert target == f"/ar/packs/{PACK}/{module.number + 1}"
    target = send(client, f"/ar{modules[-1].path}/done")
    page = opened(client, f"/ar/packs/{PACK}")

    assert target == f"/ar/packs/{PACK}/done"
    assert opened(client, target).all("input", name="holder")
    assert len(page.all("li", css="done")) == len(modules)
    assert page.one(css="cta").all("a")[0].attributes["href"] == target


def test_the_finish_of_a_pack_in_progress_lists_what_is_left(
    client: TestClient,
) -> None:
    send(client, f"/ar/packs/{PACK}/2/done")
    main = opened(client, f"/ar/packs/{PACK}/done").one("main")
    links = {link.attributes["href"] for link in main.all("a")}

    assert not main.all("input", name="holder")
    assert f"/ar/packs/{PACK}/1" in links
    assert f"/ar/packs/{PACK}/2" not in links


def test_progress_is_the_same_in_every_language(client: TestClient) -> None:
    module, quiz = question_of("one")
    check(client, module, quiz, right_answer(quiz))
    send(client, f"/ar{module.path}/done")

    for language in ("en", "fr", "yo"):
        page = opened(client, f"/{language}{module.path}")
        assert verdict(page.one("form", id=f"q-{quiz.id}")) is True
        pack = opened(client, f"/{language}/packs/{PACK}")
        assert len(pack.all("li", css="done")) == 1


@pytest.mark.slow
def test_all_packs_taken_whole_fit_into_a_small_cookie(client: TestClient) -> None:
    last = None
    for slug in pack_slugs():
        for module in keyed_modules(slug):
            take(client, module)
            last = module
            assert cookie_bytes(client) <= COOKIE_BYTES
    assert last is not None

    for slug in pack_slugs():
        page = opened(client, f"/en/packs/{slug}")
        assert len(page.all("li", css="done")) == len(keyed_modules(slug)), slug
    page = opened(client, f"/en{last.path}")
    for quiz in last.quizzes:
        assert verdict(page.one("form", id=f"q-{quiz.id}")) is True
    assert len(opened(client, "/en/me").all("a", href=f"/en/packs/{PACK}/done")) == 1


def take(client: TestClient, module: KeyedModule) -> None:
    """Do everything there is in a module."""
    path = f"/en{module.path}"
    for quiz in module.quizzes:
        send(client, f"{path}/check/{quiz.id}", answer=right_answer(quiz))
    for place, checklist in enumerate(module.checklists, start=1):
        ids = [piece.unit_id for piece in checklist.items]
        send(client, f"{path}/tick/{place}", tick=ids)
    send(client, f"{path}/done")


def cookie_bytes(client: TestClient) -> int:
    """Return how long the cookie of the device is, its name counted."""
    return len(f"__Host-{COOKIE}={client.cookies[COOKIE]}".encode())


@pytest.mark.parametrize("kind", KINDS)
def test_who_answers_nothing_is_asked_as_before_and_told_what_to_do(
    client: TestClient, kind: str
) -> None:
    module, quiz = question_of(kind)
    path = f"/en{module.path}"
    answer = client.post(f"{path}/check/{quiz.id}/_answer", data={"answer": " "})
    form = read_page(answer.text).one("form", id=f"q-{quiz.id}")

    word = "Write" if kind == "text" else "Pick"
    assert form.one(css="fb").text.startswith(f"{word} an answer first.")
    assert form.one("button", name="check").text == "Check the answer"
    assert "primary" in form.one("button", name="check").classes
