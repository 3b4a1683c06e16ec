"""Messages between two workers: whole, in time, in size."""

from __future__ import annotations

import threading
import time

import pytest

from suite.workers.line import FRIEND, STRANGER, Line
from tests.workers.pair import connected


@pytest.fixture
def lines():
    with connected() as pair:
        yield pair


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"index": 1},
        {"text": "one\ntwo"},
        {"text": "ü \ud800"},
        {"nested": [{"a": None}, True, 1.5]},
        {"long": "x" * 100_000},
    ],
    ids=["empty", "number", "line break", "letters", "nested", "long"],
)
def test_a_message_arrives_as_it_was_sent(lines, message):
    ours, theirs = lines
    sender = threading.Thread(target=ours.send, args=(message,))
    sender.start()
    assert theirs.receive(5.0) == message
    sender.join()


def test_messages_keep_their_order(lines):
    ours, theirs = lines
    for number in range(5):
        ours.send({"number": number})
    assert [theirs.receive(5.0) for _ in range(5)] == [{"number": n} for n in range(5)]


def test_a_message_in_pieces_is_one(lines):
    ours, theirs = lines
    for piece in (b'{"ind', b'ex": ', b'1}\n{"index": 2', b"}\n"):
        ours.connection.sendall(piece)
        time.sleep(0.01)
    assert theirs.receive(5.0) == {"index": 1}
    assert theirs.receive(5.0) == {"index": 2}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"\n", "not JSON"),
        (b"GET / HTTP/1.1\r\n", "not JSON"),
        (b"\xff\xfe\n", "not JSON"),
        (b"{'index': 1}\n", "not JSON"),
        (b"[" * 100_000 + b"\n", "not JSON|not a worker's message"),
        (b"[1]\n", "not a worker's message"),
        (b"null\n", "not a worker's message"),
        (b"5\n", "not a worker's message"),
        (b'"index"\n', "not a worker's message"),
    ],
    ids=lambda one: repr(one)[:20],
)
def test_what_is_no_message_is_an_error(lines, said, error):
    ours, theirs = lines
    sender = threading.Thread(target=ours.connection.sendall, args=(said,))
    sender.start()
    with pytest.raises(ValueError, match=error):
        theirs.receive(5.0)
    sender.join()


@pytest.mark.parametrize("ends", [b"", b"\n"])
def test_a_stranger_may_say_little(lines, ends):
    ours, theirs = lines
    ours.connection.sendall(b'"' + b"x" * (STRANGER + 10) + ends)
    with pytest.raises(ValueError, match=r"more than 1024 bytes|not"):
        theirs.receive(5.0, STRANGER)


def test_a_message_of_the_largest_size_is_heard(lines):
    ours, theirs = lines
    text = "x" * (STRANGER - len('{"a": ""}'))
    ours.send({"a": text})
    assert theirs.receive(5.0, STRANGER) == {"a": text}
    ours.send({"a": text + "x"})
    with pytest.raises(ValueError, match="not a worker's message"):
        theirs.receive(5.0, STRANGER)


def test_friends_may_say_more():
    assert (STRANGER, FRIEND) == (1024, 16 * 1024 * 1024)


@pytest.mark.parametrize("seconds", [0.0, 0.05])
def test_silence_ends_in_time(lines, seconds):
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        lines[0].receive(seconds)
    assert seconds <= time.monotonic() - start < 2.0


def test_whoever_says_a_letter_now_and_then_gains_no_time(lines):
    ours, theirs = lines
    stop = threading.Event()

    def drip():
        while not stop.is_set():
            ours.connection.sendall(b" ")
            time.sleep(0.02)

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(TimeoutError):
            theirs.receive(0.2)
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("before", [b"", b'{"half": '])
def test_the_end_of_the_connection_is_none(lines, before):
    ours, theirs = lines
    ours.connection.sendall(before)
    ours.close()
    assert theirs.receive(5.0) is None


def test_closing_wakes_who_waits(lines):
    heard = []

    def wait(line: Line) -> None:
        try:
            heard.append(line.receive())
        except OSError as error:
            heard.append(error)

    thread = threading.Thread(target=wait, args=(lines[0],))
    thread.start()
    time.sleep(0.05)
    lines[0].close()
    thread.join(5)
    assert len(heard) == 1
    assert heard[0] is None or isinstance(heard[0], OSError)


def test_a_line_may_be_closed_twice(lines):
    lines[0].close()
    lines[0].close()
    with pytest.raises(OSError, match=r"."):
        lines[0].send({})
