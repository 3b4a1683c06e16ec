"""Two workers prove to each other that they belong to one run."""

from __future__ import annotations

import threading

import pytest

from suite.workers.handshake import Refused, introduce, welcome
from suite.workers.token import proof
from tests.workers.pair import connected

TOKEN = b"the token"


@pytest.fixture
def lines():
    with connected() as pair:
        yield pair


def shaken(chief, worker, *, token=TOKEN, index=1, own=0, called=0, workers=3, taken=()):
    """What both sides come to, a result or an error each."""
    found: dict[str, object] = {}

    def act(name, job):
        try:
            found[name] = job()
        except (OSError, ValueError, Refused) as error:
            found[name] = error

    jobs = {
        "chief": lambda: welcome(chief, TOKEN, own, workers, taken.__contains__),
        "worker": lambda: introduce(worker, token, index, called),
    }
    threads = [threading.Thread(target=act, args=pair) for pair in jobs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found["chief"], found["worker"]


@pytest.mark.parametrize("index", [1, 2])
def test_who_knows_the_token_is_let_in(lines, index):
    assert shaken(*lines, index=index) == (index, None)


@pytest.mark.parametrize(("index", "called"), [(2, 1), (1, 2), (0, 2)])
def test_any_worker_may_call_any_other(lines, index, called):
    assert shaken(*lines, index=index, own=called, called=called) == (index, None)


def test_a_worker_in_another_s_place_is_noticed(lines):
    """An address that leads to the wrong machine; nothing is proved to it."""

    def answer():
        with pytest.raises(ValueError, match="a stranger"):
            welcome(lines[0], TOKEN, 2, 3, set().__contains__)

    thread = threading.Thread(target=answer)
    thread.start()
    with pytest.raises(Refused, match="place"):
        introduce(lines[1], TOKEN, 0, 1)
    lines[1].close()
    thread.join(10)


def test_a_proof_for_one_worker_is_none_for_another(lines):
    """Whoever passes on what it hears from one worker to another gains nothing by it."""
    called, thief = lines
    thread = threading.Thread(target=lambda: pass_on(thief))
    thread.start()
    with pytest.raises(ValueError, match="a stranger"):
        welcome(called, TOKEN, 2, 3, set().__contains__)
    thread.join(10)


def pass_on(thief) -> None:
    nonce = thief.receive(5.0)["nonce"]
    # What worker 0 would have said to worker 1, had it been given this nonce.
    said = {"index": 0, "nonce": "b", "proof": proof(TOKEN, "caller", 0, 1, nonce, "b")}
    thief.send(said)


@pytest.mark.parametrize(
    ("options", "told", "heard"),
    [
        ({"token": b"another"}, "a stranger", "token"),
        ({"index": 0}, "no such worker", "index"),
        ({"index": 3}, "no such worker", "index"),
        ({"index": -1}, "no such worker", "index"),
        ({"index": 2, "own": 2, "called": 2}, "no such worker", "index"),
        ({"index": 1, "taken": (1,)}, "or a second one", "index"),
    ],
)
def test_who_is_refused_hears_why(lines, options, told, heard):
    chief, worker = shaken(*lines, **options)
    assert isinstance(chief, ValueError)
    assert told in str(chief)
    assert isinstance(worker, Refused)
    assert str(worker) == heard


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"index": 1},
        {"index": "1", "nonce": "x", "proof": "y"},
        {"index": True, "nonce": "x", "proof": "y"},
        {"index": 1, "nonce": "x", "proof": None},
        {"index": 1, "nonce": "x", "proof": "y"},
        {"index": 1.0, "nonce": ["x"], "proof": {}},
    ],
)
def test_the_chief_takes_nobody_without_a_proof(lines, said):
    chief, stranger = lines
    stranger.send(said)
    with pytest.raises(ValueError, match="a stranger"):
        welcome(chief, TOKEN, 0, 3, set().__contains__)
    stranger.receive(5.0)  # the chief's nonce
    assert stranger.receive(5.0) == {"refused": "token"}


def test_a_proof_cannot_be_used_again(lines):
    """What a worker once said is worth nothing at another connection: the nonce is another."""
    chief, thief = lines
    thief.send(
        {"index": 1, "nonce": "b", "proof": proof(TOKEN, "caller", 1, 0, "an old nonce", "b")}
    )
    with pytest.raises(ValueError, match="a stranger"):
        welcome(chief, TOKEN, 0, 3, set().__contains__)


@pytest.mark.parametrize(
    "said", [{}, {"suite": 1, "nonce": "x"}, {"suite": 2}, {"suite": 2, "nonce": 5}]
)
def test_a_worker_tells_no_stranger_anything(lines, said):
    stranger, worker = lines
    stranger.send(said)
    with pytest.raises(ValueError, match="no worker of a run"):
        introduce(worker, TOKEN, 1)
    worker.close()
    assert stranger.receive(5.0) is None


@pytest.mark.parametrize("answer", [{}, {"proof": "x"}, {"proof": None}, {"index": 1}])
def test_a_worker_believes_no_chief_without_a_proof(lines, answer):
    stranger, worker = lines
    stranger.send({"suite": 2, "index": 0, "nonce": "a"})
    stranger.send(answer)
    with pytest.raises(ValueError, match="no worker of this run"):
        introduce(worker, TOKEN, 1)


def test_the_worker_s_own_proof_is_not_the_chief_s(lines):
    """A mirror that sends back what it hears proves nothing."""
    mirror, worker = lines
    mirror.send({"suite": 2, "index": 0, "nonce": "a"})

    def reflect():
        mirror.send({"proof": mirror.receive(5.0)["proof"]})

    thread = threading.Thread(target=reflect)
    thread.start()
    with pytest.raises(ValueError, match="no worker of this run"):
        introduce(worker, TOKEN, 1)
    thread.join()
