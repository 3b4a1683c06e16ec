"""Workers find each other, or say who is missing."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time

import pytest

from suite.errors import RunFailure, UserError
from suite.training.replicas.workers import workers_of_environment
from suite.workers import rendezvous
from suite.workers.call import NotReached, call
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.launch import free_ports
from suite.workers.listener import open_server
from suite.workers.rendezvous import meet
from suite.workers.token import token_of


def addresses(count: int) -> tuple[str, ...]:
    return tuple(f"127.0.0.1:{port}" for port in free_ports(count))


def side_by_side(*jobs) -> list:
    """What each job returns or raises, in threads of their own."""
    found = [None] * len(jobs)

    def run(index: int) -> None:
        try:
            found[index] = jobs[index]()
        except (UserError, RunFailure) as error:
            found[index] = error

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return found


def worker(where, index: int, wait: float = 20.0, pause: float = 0.0):
    """Meets the others and exchanges two cards."""

    def job():
        time.sleep(pause)
        meeting = meet(Cluster(where, index), wait)
        cards = meeting.exchange({"number": index}), meeting.exchange({"square": index**2})
        meeting.close()
        return cards

    return job


def everybody(count: int) -> tuple:
    numbers = range(count)
    return [{"number": i} for i in numbers], [{"square": i**2} for i in numbers]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_everybody_gets_every_card_whoever_comes_first(order):
    where = addresses(3)
    jobs = [worker(where, index, pause=0.3 * order[index]) for index in range(3)]
    assert side_by_side(*jobs) == [everybody(3)] * 3


@pytest.mark.slow
def test_a_missing_worker_is_named_after_the_stated_wait():
    where = addresses(3)
    with pytest.raises(UserError, match=rf"after 0\.5 s .* worker 1 \({where[1]}\), worker 2"):
        meet(Cluster(where, 0), wait=0.5)
    with pytest.raises(
        UserError, match=rf"worker 2: after 0\.5 s worker 0 \({where[0]}\) .* nobody listens there"
    ):
        meet(Cluster(where, 2), wait=0.5)
    first, second = side_by_side(worker(where, 0, wait=1.0), worker(where, 1))
    assert f"worker 0: after 1 s there is still no sign of worker 2 ({where[2]})" in str(first)
    assert f"worker 1: worker 0 ({where[0]}) after 1 s there is still no sign of" in str(second)
    assert isinstance(second, UserError)


STRANGERS = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"[1, 2]\n",
    b"",
    b"\xff\x00" * 5000,
    b'{"index": 1}\n',
    b'{"index": 1, "card": [[], {}]}\n',
    b'{"index": true, "nonce": 5, "proof": null}\n',
    b'{"index": {"a": [1]}, "nonce": "x", "proof": "\\ud800"}\n',
    b'{"index": 1e999, "nonce": "x", "proof": "x"}\n',
    b"[" * 900 + b"\n",
    b'{"index": 1, "nonce": "' + b"a" * 5000 + b'", "proof": "x"}\n',
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
]


def test_strangers_at_the_door_are_no_workers():
    """Whoever says something else, or nothing, or hangs up, is not counted and breaks nothing."""
    where = addresses(2)
    host, _, port = where[0].rpartition(":")
    place = (host, int(port))

    def strangers():
        time.sleep(0.3)
        silent = [socket.create_connection(place, timeout=5) for _ in range(20)]
        for words in STRANGERS:
            with socket.create_connection(place, timeout=5) as stranger:
                stranger.sendall(words)
            with socket.create_connection(place, timeout=5) as stranger:
                # Closed with what it was sent unread: the other side gets a reset.
                linger = struct.pack("ii", 1, 0)
                stranger.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                stranger.sendall(words)
        found = worker(where, 1)()
        for one in silent:
            one.close()
        return found

    assert side_by_side(worker(where, 0), strangers) == [everybody(2)] * 2


@pytest.mark.slow
def test_so_many_silent_strangers_do_not_keep_a_worker_out():
    """More than are listened to at once; each is heard for five seconds."""
    where = addresses(2)
    host, _, port = where[0].rpartition(":")

    def crowd():
        time.sleep(0.3)
        silent = [socket.create_connection((host, int(port)), timeout=5) for _ in range(80)]
        try:
            return worker(where, 1)()
        finally:
            for one in silent:
                one.close()

    assert side_by_side(worker(where, 0), crowd) == [everybody(2)] * 2


def test_only_who_knows_the_token_is_let_in(monkeypatch):
    """Another token, another run's addresses, a replayed proof."""
    where = addresses(2)
    monkeypatch.setenv(TOKEN, "right")
    tokens = {0: token_of(Cluster(where, 0))}
    monkeypatch.setenv(TOKEN, "wrong")
    tokens[1] = token_of(Cluster(where, 1))
    monkeypatch.setattr(rendezvous, "token_of", lambda cluster: tokens[cluster.index])
    chief, other = side_by_side(worker(where, 0, wait=1.5), worker(where, 1, wait=1.0))
    assert "no sign of worker 1" in str(chief)
    assert f"cannot be reached: it has another {TOKEN}, or other addresses. " in str(other)


def test_without_a_token_the_addresses_keep_runs_apart(monkeypatch):
    monkeypatch.delenv(TOKEN, raising=False)
    one, two = (Cluster(addresses(2), 0) for _ in range(2))
    assert token_of(one) == token_of(Cluster(one.addresses, 1)) != token_of(two)


@pytest.mark.slow
def test_a_stranger_in_the_chiefs_place_is_recognized():
    """It repeats what a chief says, without knowing the token."""
    where = addresses(2)
    host, _, port = where[0].rpartition(":")
    words = b'{"suite": 1, "nonce": "x"}\n{"proof": "' + b"0" * 64 + b'"}\n'

    def imitate():
        with socket.create_server((host, int(port))) as server:
            server.settimeout(0.2)
            end = time.monotonic() + 2
            while time.monotonic() < end:
                with contextlib.suppress(OSError), server.accept()[0] as caller:
                    caller.sendall(words)

    _, other = side_by_side(imitate, worker(where, 1, wait=1.0))
    assert "cannot be reached: somebody else answers there. " in str(other)


@pytest.mark.slow
def test_two_workers_of_one_number_are_told():
    where = addresses(3)

    def again():
        time.sleep(0.5)
        with pytest.raises(NotReached) as refused:
            call(Cluster(where, 1), 0, token_of(Cluster(where, 1)), 1.0, lambda text: None)
        return str(refused.value)

    *_, second = side_by_side(worker(where, 0, wait=3.0), worker(where, 1), again)
    assert second == "a worker of this number is known there already"
    with open_server(Cluster(where, 1)):  # on the same machine it cannot even listen
        (third,) = side_by_side(worker(where, 1))
    assert "worker 1: cannot listen at port" in str(third)


def test_a_worker_that_is_started_again_takes_its_place():
    where = addresses(3)

    def restarted():
        line = call(Cluster(where, 1), 0, token_of(Cluster(where, 1)), 10.0, lambda text: None)
        line.close()
        return worker(where, 1)()

    jobs = worker(where, 0), restarted, worker(where, 2, pause=1.0)
    assert side_by_side(*jobs) == [everybody(3)] * 3


def test_all_hear_who_is_gone_and_why():
    """Worker 1 fails with a word, worker 2 without one; neither has a line to the other."""
    where = addresses(4)
    all_have_met = threading.Barrier(4, timeout=20.0)

    def met(index):
        meeting = meet(Cluster(where, index), 20.0)
        all_have_met.wait()
        return meeting

    def failing():
        met(1).fail("has ended: no such file")

    def watching(index):
        def job():
            meeting = met(index)
            heard = meeting.loss(10.0)
            with pytest.raises(RunFailure, match=r"worker 1 .* no such file"):
                meeting.exchange({})
            meeting.close()
            return heard

        return job

    found = side_by_side(watching(0), failing, watching(2), watching(3))
    assert [found[0], *found[2:]] == [f"worker 1 ({where[1]}) has ended: no such file"] * 3

    def dying():
        meeting = met(1)
        meeting._left = True  # a dead process tells nobody anything
        for line in meeting.lines.values():
            line.close()

    def leaving():
        met(3).close()  # a worker that is done is not lost

    def hearing(index):
        return lambda: met(index).loss(10.0)

    first, _, second, _ = side_by_side(hearing(0), dying, hearing(2), leaving)
    assert first == second == f"worker 1 ({where[1]}) is gone, without a word"


def test_on_one_machine_nobody_else_can_call():
    for address, listens in (("127.0.0.1", "127.0.0.1"), ("localhost", "127.0.0.1")):
        port = free_ports(1)[0]
        with open_server(Cluster((f"{address}:{port}", "127.0.0.1:1"), 0)) as server:
            assert server.getsockname()[0] == listens


def test_other_machines_can_call_in_either_protocol():
    port = free_ports(1)[0]
    with open_server(Cluster((f"a.b:{port}", "127.0.0.1:1"), 0)) as server:
        assert server.getsockname()[0] in ("::", "0.0.0.0")
        for host in ("127.0.0.1", "::1") if server.family == socket.AF_INET6 else ("127.0.0.1",):
            with contextlib.suppress(PermissionError):
                socket.create_connection((host, port), timeout=5).close()


def test_an_address_in_use_is_refused():
    with socket.create_server(("", 0)) as taken:
        where = (f"127.0.0.1:{taken.getsockname()[1]}", *addresses(1))
        with pytest.raises(UserError, match="cannot listen at port"):
            meet(Cluster(where, 0), wait=1)


def test_slurm_describes_its_tasks(monkeypatch):
    environment = {
        "SLURM_STEP_NODELIST": "node[1-2]",
        "SLURM_STEP_NUM_TASKS": "4",
        "SLURM_STEP_TASKS_PER_NODE": "2(x2)",
        "SLURM_PROCID": "2",
        "SLURM_LOCALID": "0",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("TF_CONFIG", raising=False)
    cluster = workers_of_environment()
    assert [address.partition(":")[0] for address in cluster.addresses] == [
        *["node1"] * 2,
        *["node2"] * 2,
    ]
    assert len(set(cluster.addresses)) == 4
    assert cluster.index == 2


def test_no_description_is_said_with_the_remedy():
    with pytest.raises(UserError, match=r"multi_worker needs workers.*suite launch --workers N"):
        workers_of_environment({})
