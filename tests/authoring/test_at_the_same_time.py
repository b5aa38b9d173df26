"""Two people who press the button in the same moment: nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from httpx2 import Response

from tests.authoring.conftest import EDIT, FIRST, SECOND, Writer
from tests.reading.shelf import Shelf

ROUNDS = 4
Sent = tuple[Writer, str, str]


def at_once(*sent: Sent) -> list[Response]:
    """Change some words of the same draft, all in one moment; return the answers."""
    ready = Barrier(len(sent))
    forms = [writer.form() for writer, _, _ in sent]

    def send(number: int) -> Response:
        writer, old, new = sent[number]
        body = forms[number]["body"]
        assert old in body
        ready.wait(timeout=60)
        return writer.send(forms[number] | {"body": body.replace(old, new)})

    with ThreadPoolExecutor(len(sent)) as pool:
        return list(pool.map(send, range(len(sent))))


def test_changes_of_other_lines_are_all_kept(
    ama: Writer, kofi: Writer, efua: Writer
) -> None:
    first, second, third = FIRST, SECOND, "## Start with one goal"
    for number in range(ROUNDS):
        new = f"Ama {number}.", f"Kofi {number}.", f"## Efua {number}"

        answers = at_once(
            (ama, first, new[0]), (kofi, second, new[1]), (efua, third, new[2])
        )

        assert [answer.status_code for answer in answers] == [303, 303, 303]
        body = ama.form()["body"]
        assert all(words in body for words in new), body
        first, second, third = new
    rows = ama.page(f"{EDIT}/saves").one("ol", css="hist").all("li")
    assert len(rows) == 3 * ROUNDS


def test_changes_of_one_line_are_kept_by_one_and_shown_to_the_other(
    ama: Writer, kofi: Writer
) -> None:
    line = FIRST
    for number in range(ROUNDS):
        new = f"Ama {number}.", f"Kofi {number}."

        answers = at_once((ama, line, new[0]), (kofi, line, new[1]))

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        won = [answer.status_code for answer in answers].index(303)
        assert all(words in answers[1 - won].text for words in new)
        line = new[won]
        assert line in ama.form()["body"]


def test_one_draft_sent_to_review_twice_at_once_makes_one_review(
    ama: Writer, kofi: Writer, shelf: Shelf
) -> None:
    ama.change(FIRST, "Plan with three numbers.")
    ready = Barrier(2)

    def ask(writer: Writer) -> str:
        form = writer.form()
        ready.wait(timeout=60)
        return writer.send(form, "review").headers["location"]

    with ThreadPoolExecutor(2) as pool:
        reviews = set(pool.map(ask, (ama, kofi)))

    assert len(reviews) == 1
