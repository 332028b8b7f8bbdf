"""A server outside is waited for as long as is said, and no longer, whatever it does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from scheduler.outside import MOST_BYTES, NoAnswer, Outside, Reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that takes what is sent and does this with each connection, until the other side hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)  # nobody comes if the other side fails before

        def serve() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    connection.recv(65536)
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/tsa"
        thread.join()


def by_drops(beginning: bytes) -> Callable[[socket.socket], None]:
    """Says this, and then a letter now and then, for ever."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            connection.sendall(b"a")
            time.sleep(0.02)

    return answer


def asked(url: str, patience_s: float = 30.0) -> Reply:
    outside = Outside(patience_s=patience_s)
    try:
        return outside.post(url, b"question", "text/plain")
    finally:
        outside.close()


def test_what_is_said_comes_back_with_its_status_and_kind():
    with listening(lambda connection: connection.sendall(HEAD + b"Content-Length: 3\r\n\r\nyes")) as url:
        assert asked(url) == Reply(200, "text/plain", b"yes")


@pytest.mark.parametrize(
    "beginning",
    [HEAD + b"X-Long: ", HEAD + b"Content-Length: 60000\r\n\r\n"],
    ids=["in its header", "in its body"],
)
def test_a_server_that_goes_on_dropping_letters_is_not_waited_for(beginning):
    with listening(by_drops(beginning)) as url, pytest.raises(NoAnswer, match="answer_too_slow"):
        asked(url, patience_s=0.3)


def test_more_than_can_be_an_answer_is_not_read_to_its_end():
    much = HEAD + b"Content-Length: 1000000000\r\n\r\n" + b"a" * 2 * MOST_BYTES
    with listening(by_drops(much)) as url, pytest.raises(NoAnswer, match="answer_too_long"):
        asked(url)


def test_who_is_not_there_has_said_nothing():
    hung_up = "RemoteProtocolError|ReadError"  # before all of the question was read, or after it
    with listening(lambda connection: None) as url, pytest.raises(NoAnswer, match=hung_up):
        asked(url)
