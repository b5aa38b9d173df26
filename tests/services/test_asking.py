"""Test clients tell what a program does wrong, though they ask in a way of ours."""

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

START: Message = {"type": "http.response.start", "status": 200, "headers": []}
END: Message = {"type": "http.response.body", "body": b"all"}


def program(*said: Message | Exception) -> TestClient:
    """Return a client of a program that says this, whatever it is asked."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for one in said:
            if isinstance(one, Exception):
                raise one
            await send(one)

    return TestClient(app)


def test_what_a_program_raises_is_raised_even_behind_its_answer() -> None:
    with pytest.raises(KeyError, match="late"):
        program(START, END, KeyError("late")).get("/")


def test_a_program_that_raised_has_answered_what_it_sent_for_who_wants_that() -> None:
    silent, late = program(KeyError("a")), program(START, END, KeyError("a"))
    for client in (silent, late):
        client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]

    assert silent.get("/").status_code == 500
    assert late.get("/").text == "all"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ((), "no answer came"),
        ((START, START), "began twice"),
        ((END,), "before its answer"),
        ((START, END, END), "after its end"),
    ],
)
def test_an_answer_out_of_order_is_refused(said: tuple[Message, ...], why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        program(*said).get("/")


def test_a_program_reads_a_body_once_and_hears_of_the_end_behind_its_answer() -> None:
    heard: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        heard.append(await receive())
        await send(START)
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})
        heard.append(await receive())

    client = TestClient(app)

    assert client.post("/a%20b?c=d", content=b"sent").text == "ab"
    assert heard == [
        {"type": "http.request", "body": b"sent"},
        {"type": "http.disconnect"},
    ]
    assert client.head("/").content == b""
