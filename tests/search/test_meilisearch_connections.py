"""A connection to a search server: kept while it is good, never waited at for long."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest

from app.search.index import IndexUnavailable
from app.search.meilisearch.client import Client, Refused
from app.search.meilisearch.connections import LARGE_BYTES, Patience

WELL = b'HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{"all": true}'
TOO_LARGE = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}"
SHORT = Patience(connect=5, read=5, whole=0.3)
LONG = Patience(connect=60, read=60, whole=60)
Answering = Callable[[socket.socket, int], None]


@contextmanager
def server(answer: Answering) -> Iterator[str]:
    """A server that answers each question on each connection by such a function.

    It is told the number of the connection.
    """
    with ExitStack() as opened:
        listening = opened.enter_context(socket.create_server(("127.0.0.1", 0)))

        def serve() -> None:
            with suppress(OSError):
                number = 0
                while True:
                    one, _ = listening.accept()
                    opened.enter_context(one)
                    number += 1
                    threading.Thread(target=attend, args=(one, number)).start()

        def attend(one: socket.socket, number: int) -> None:
            with suppress(OSError):
                while one.recv(65_536):
                    answer(one, number)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/below/"
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def test_a_connection_is_used_again_and_the_address_may_have_a_path() -> None:
    questions: list[int] = []

    def answer(one: socket.socket, number: int) -> None:
        questions.append(number)
        one.sendall(WELL)

    with server(answer) as url, Client(url, "key", LONG) as client:
        assert [client.ask("GET", "/health") for _ in range(3)] == [{"all": True}] * 3

    assert questions == [1, 1, 1]


def test_a_large_body_has_a_connection_of_its_own_and_nothing_follows_it() -> None:
    """What a server left unread of it would be taken for the next question."""
    questions: list[int] = []

    def answer(one: socket.socket, number: int) -> None:
        # A large one comes in many pieces, and is refused at the first.
        if number == 1 or number not in questions:
            # Before whoever asked can go on.
            questions.append(number)
            one.sendall(WELL if number == 1 else TOO_LARGE)

    with server(answer) as url, Client(url, "key", LONG) as client:
        client.ask("GET", "/health")
        with pytest.raises(Refused):
            client.ask("POST", "/documents", b"x" * (LARGE_BYTES + 1))
        client.ask("GET", "/health")

    assert questions == [1, 2, 1]


def test_a_connection_the_server_has_closed_meanwhile_is_not_used_again() -> None:
    gone = threading.Event()

    def answer(one: socket.socket, number: int) -> None:
        one.sendall(WELL)
        if number == 1:
            one.shutdown(socket.SHUT_RDWR)
            gone.set()

    with server(answer) as url, Client(url, "", LONG) as client:
        client.ask("GET", "/health")
        assert gone.wait(60)
        assert client.ask("GET", "/health") == {"all": True}


def test_an_answer_is_waited_for_longer_than_a_connection() -> None:
    def answer(one: socket.socket, _number: int) -> None:
        # A search server computes before it answers.
        threading.Event().wait(0.5)
        one.sendall(WELL)

    patience = Patience(connect=0.2, read=60, whole=60)
    with server(answer) as url, Client(url, "", patience) as client:
        assert client.ask("GET", "/health") == {"all": True}


def test_an_answer_that_comes_byte_by_byte_is_given_up() -> None:
    given_up = threading.Event()

    def answer(one: socket.socket, _number: int) -> None:
        with suppress(OSError):
            one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 202\r\n\r\n{")
            for _ in range(200):
                if given_up.wait(0.02):
                    return
                one.sendall(b" ")
            one.sendall(b"}")

    with server(answer) as url, Client(url, "", SHORT) as client:
        with pytest.raises(IndexUnavailable, match="TimeoutError"):
            client.ask("GET", "/health")
        given_up.set()


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"SSH-2.0-Server\r\n",
        b"",
    ],
    ids=["cut", "cut in a piece", "another protocol", "nothing"],
)
def test_what_is_not_a_whole_answer_is_none(said: bytes) -> None:
    def answer(one: socket.socket, _number: int) -> None:
        one.sendall(said)
        one.shutdown(socket.SHUT_RDWR)

    with (
        server(answer) as url,
        Client(url, "", LONG) as client,
        pytest.raises(IndexUnavailable),
    ):
        client.ask("GET", "/health")


def test_an_answer_in_pieces_and_one_that_ends_with_its_connection_are_whole() -> None:
    pieces = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces += b'7\r\n{"all":\r\n6\r\n true}\r\n0\r\n\r\n'

    def answer(one: socket.socket, _number: int) -> None:
        if len(seen) == 0:
            one.sendall(pieces)
        else:
            one.sendall(b'HTTP/1.0 200 OK\r\n\r\n{"all": true}')
            one.shutdown(socket.SHUT_RDWR)

    seen: list[object] = []
    with server(answer) as url, Client(url, "", LONG) as client:
        seen.append(client.ask("GET", "/health"))
        seen.append(client.ask("GET", "/health"))

    assert seen == [{"all": True}] * 2


def test_a_server_that_takes_no_more_is_heard_all_the_same() -> None:
    """More is sent than fits between the two: it cannot be sent to its end."""
    why = b'{"code": "payload_too_large"}'
    head = b"HTTP/1.1 413 Too Large\r\nContent-Length: %d\r\n\r\n" % len(why)

    def answer(one: socket.socket, _number: int) -> None:
        one.sendall(head + why)
        one.close()

    with (
        server(answer) as url,
        Client(url, "", LONG) as client,
        pytest.raises(Refused, match="413 payload_too_large"),
    ):
        client.ask("POST", "/documents", "x" * 30_000_000)
