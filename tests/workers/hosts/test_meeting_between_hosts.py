"""Workers on hosts of their own meet, say who cannot reach whom, and notice who is gone."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence

import pytest

from benchmarks.hosts.namespaces import why_not
from benchmarks.hosts.network import Network
from suite.workers.cluster import TOKEN
from suite.workers.line import SILENCE
from tests.commands import CHECKOUT, environment

WHY_NOT = why_not()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(WHY_NOT is not None, reason=f"no hosts here: {WHY_NOT}"),
]
PORT = 23456
NAMES = ("alice", "bob", "carol")
# Meets the others, says so, and listens for so many seconds to who is lost.
WORKER = """
import json, sys
from suite.errors import UserError
from suite.workers.cluster import Cluster
from suite.workers.rendezvous import meet

addresses, index, wait, listens = json.loads(sys.argv[1])
try:
    meeting = meet(Cluster(tuple(addresses), index), wait, lambda text: None)
except UserError as error:
    print(error)
    sys.exit(2)
print("met", flush=True)
print(meeting.loss(listens))
meeting.close()
"""


@pytest.fixture(scope="module")
def hosts() -> Iterator[Network]:
    with Network(NAMES, cables=2) as network:
        yield network


@pytest.fixture
def network(hosts) -> Iterator[Network]:
    yield hosts
    hosts.mend()


class Workers:
    """One on each host that is named; whatever a test leaves behind ends with its block."""

    def __init__(
        self,
        network: Network,
        hosts: Sequence[str],
        wait: float = 30.0,
        listens: float = 0.0,
        tokens: Sequence[str] = ("a", "a", "a"),
    ) -> None:
        addresses = [f"{host}:{PORT}" for host in hosts]
        self.processes = [
            network.hosts[index].start(
                [sys.executable, "-c", WORKER, json.dumps([addresses, index, wait, listens])],
                folder=CHECKOUT,
                env=environment() | {TOKEN: tokens[index]},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for index in range(len(addresses))
        ]

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()

    def have_met(self) -> None:
        for process in self.processes:
            assert process.stdout.readline() == "met\n"

    def said(self) -> list[tuple[int, str]]:
        found = [process.communicate(timeout=90)[0].strip() for process in self.processes]
        return [(p.returncode, text) for p, text in zip(self.processes, found, strict=True)]


MET = (0, "met\nNone")


@pytest.mark.parametrize(
    "addresses",
    [NAMES, ("10.77.1.2", "10.77.2.2", "10.77.3.2"), ("10.77.11.2", "bob", "[fd77:3::2]")],
    ids=["names", "addresses", "the other cable, a name, IPv6"],
)
def test_hosts_meet_at_any_kind_of_address(network, addresses):
    with Workers(network, addresses) as workers:
        assert workers.said() == [MET] * 3


def test_hosts_without_the_older_protocol_meet():
    with (
        Network(("alice", "bob"), protocols=[6]) as network,
        Workers(network, ("alice", "[fd77:2::2]")) as workers,
    ):
        assert workers.said() == [MET] * 2


def test_a_delay_of_seconds_keeps_nobody_out(network):
    """The answer to a call comes after 1.6 s."""
    with network.slow(1, delay=0.8), Workers(network, NAMES) as workers:
        assert workers.said() == [MET] * 3


def test_a_wrong_token_is_told(network):
    with Workers(network, NAMES, wait=3.0, tokens=("a", "wrong", "a")) as workers:
        chief, wrong, right = workers.said()
    assert (chief[0], wrong[0], right[0]) == (2, 2, 2)
    assert "worker 0: after 3 s there is still no sign of worker 1 (bob:23456)." in chief[1]
    assert f"cannot be reached: it has another {TOKEN}, or other addresses. " in wrong[1]
    assert "worker 2: worker 0 (alice:23456) after 3 s there is still no sign of" in right[1]


# Garbage, half a message, nothing, and what a worker would say.
STRANGERS = """
import socket, sys, time
callers = []
for words in (b"\\xff" * 5000, b'{"index": 1, "nonce"', b"", b'{"index": 1, "nonce": "x"}\\n'):
    for _ in range(4):
        caller = socket.create_connection(("alice", 23456), timeout=30)
        caller.sendall(words)
        callers.append(caller)
print("called", flush=True)
time.sleep(60)
"""


def test_strangers_from_another_host_are_not_heard(network):
    with Workers(network, ("alice",)) as alone:
        assert alone.said() == [MET]
    waiting = Workers(network, ("alice", "bob", "carol"))
    stranger = network.hosts[2].start(
        [sys.executable, "-c", "import time\ntime.sleep(0.5)\n" + STRANGERS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with waiting as workers, stranger:
        assert workers.said() == [MET] * 3
        stranger.kill()


def test_a_port_that_a_firewall_drops_is_named_by_all(network):
    """The host can call the chief, so that all are there; TensorFlow would wait for it."""
    network.block(1, PORT)
    begin = time.monotonic()
    with Workers(network, NAMES, wait=4.0) as workers:
        said = workers.said()
    why = "no answer comes (its machine is off, or a firewall drops what is sent there)"
    for status, text in said:
        assert status == 2
        assert text.startswith("all workers are there, but after 4 s some do not reach")
        assert f"\n  worker 0 cannot reach worker 1 (bob:23456): {why}\n" in text
        assert f"\n  worker 2 cannot reach worker 1 (bob:23456): {why}\n" in text
        assert "worker 1 cannot" not in text
        assert text.endswith("open these ports between all machines.")
    assert time.monotonic() - begin < 30


def test_two_hosts_that_do_not_see_each_other_are_named(network):
    network.cut(2, 1)
    with Workers(network, NAMES, wait=4.0) as workers:
        said = workers.said()
    for status, text in said:
        assert status == 2
        assert "worker 2 cannot reach worker 1 (bob:23456): no answer comes" in text
        assert "worker 1 cannot reach worker 2 (carol:23456): no answer comes" in text
        assert "worker 0" not in text


def test_a_chief_behind_a_firewall_and_a_name_that_leads_nowhere(network):
    network.block(0, PORT)
    with Workers(network, ("alice", "bob", "dora"), wait=3.0) as workers:
        chief, second, third = workers.said()
    assert "no sign of worker 1 (bob:23456), worker 2 (dora:23456)" in chief[1]
    assert "worker 0 (alice:23456) still cannot be reached: no answer comes" in second[1]
    assert third[0] == 2
    with Workers(network, ("dora", "bob"), wait=2.0) as workers:
        _, second = workers.said()
    assert "(dora:23456) still cannot be reached: its name leads nowhere from here" in second[1]


TAKES = f"""
import socket, time
server = socket.create_server(("", {PORT}))
print("taken", flush=True)
time.sleep(60)
"""


def test_a_port_that_is_taken_is_told_where_it_is(network):
    taken = network.hosts[1].start(
        [
            sys.executable,
            "-c",
            TAKES,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with taken:
        assert taken.stdout.readline() == "taken\n"
        with Workers(network, NAMES, wait=3.0) as workers:
            _, second, _ = workers.said()
        taken.kill()
    assert second == (
        2,
        f"worker 1: cannot listen at port {PORT} (Address already in use). "
        "Is another run using it?",
    )


def test_a_short_cut_is_survived_and_a_long_one_noticed_by_all(network):
    """Between two of three, both of which still reach the chief."""
    with Workers(network, NAMES, listens=80.0) as workers:
        workers.have_met()
        network.cut(1, 2)
        network.cut(2, 1)
        time.sleep(6.0)
        network.mend()
        time.sleep(4.0)
        assert [process.poll() for process in workers.processes] == [None] * 3
        network.cut(1, 2)
        begin = time.monotonic()
        said = workers.said()
    assert 5 < time.monotonic() - begin < SILENCE + 10
    for index, (status, text) in enumerate(said):
        assert status == 0
        silent = f"for {SILENCE} s: its machine is off, or the network between them is cut"
        first = f"worker 1 (bob:23456) has not answered worker 2 {silent}"
        second = f"worker 2 (carol:23456) has not answered worker 1 {silent}"
        assert text in (first, second), index


def test_a_host_without_power_is_noticed_by_all():
    """Not a word comes from it: nobody closes its connections."""
    with Network(NAMES, protocols=[4]) as network, Workers(network, NAMES, listens=80.0) as workers:
        workers.have_met()
        network.vanish(2)
        begin = time.monotonic()
        for index, (status, text) in enumerate(workers.said()[:2]):
            assert status == 0
            assert text.startswith("worker 2 (carol:23456) has not answered worker ")
            assert time.monotonic() - begin < SILENCE + 10, index
