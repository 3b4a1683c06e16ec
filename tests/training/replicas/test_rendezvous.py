"""Workers find each other, or say who is missing."""

from __future__ import annotations

import socket
import threading
import time

import pytest

import suite
from suite.errors import UserError
from suite.launch import free_ports
from suite.runs.cluster import Cluster
from suite.training.replicas.rendezvous import meet
from suite.training.replicas.same_work import card_of, check_same_work
from suite.training.replicas.workers import workers_of_environment


def addresses(count: int) -> tuple[str, ...]:
    return tuple(f"127.0.0.1:{port}" for port in free_ports(count))


def test_everybody_gets_every_card_whoever_comes_first():
    where, found = addresses(3), {}

    def worker(index: int) -> None:
        time.sleep(0.3 * index)
        found[index] = meet(Cluster(where, index), {"number": index}, wait=20)

    threads = [threading.Thread(target=worker, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cards = [{"number": index} for index in range(3)]
    assert found == dict.fromkeys(range(3), cards)


def test_a_missing_worker_is_named_after_the_stated_wait():
    where = addresses(2)
    with pytest.raises(UserError, match=rf"after 0\.5 s .* worker 1 \({where[1]}\)"):
        meet(Cluster(where, 0), {}, wait=0.5)


def test_strangers_at_the_door_are_no_workers():
    """Somebody who says something else, or nothing, is not counted and breaks nothing."""
    where, found = addresses(2), []
    host, _, port = where[0].rpartition(":")
    first = threading.Thread(target=lambda: found.append(meet(Cluster(where, 0), {}, wait=20)))
    first.start()
    time.sleep(0.5)
    for words in (b"GET / HTTP/1.1\r\n\r\n", b"[1, 2]\n", b""):
        with socket.create_connection((host, int(port)), timeout=5) as stranger:
            stranger.sendall(words)
    assert meet(Cluster(where, 1), {}, wait=20) == [{}, {}]
    first.join()
    assert found == [[{}, {}]]


def test_an_address_in_use_is_refused():
    with socket.create_server(("", 0)) as taken:
        where = (f"127.0.0.1:{taken.getsockname()[1]}", *addresses(1))
        with pytest.raises(UserError, match="cannot listen at port"):
            meet(Cluster(where, 0), {}, wait=1)


def test_other_recipes_and_versions_are_refused():
    cards = [card_of(suite.load("quickstart", f"seed={seed}")) for seed in (0, 0, 1)]
    check_same_work(cards[:2])
    with pytest.raises(UserError, match=r"worker 2 .*\n  recipe\.seed: 0 -> 1\n"):
        check_same_work(cards)
    older = {**cards[0], "versions": {**cards[0]["versions"], "keras": "3.0"}}
    with pytest.raises(UserError, match=r"worker 1 .*\n  versions\.keras: .* -> 3\.0"):
        check_same_work([cards[0], older])


def test_each_machine_may_keep_its_data_elsewhere():
    card = card_of(suite.load("quickstart"))
    elsewhere = {**card, "recipe": {**card["recipe"], "data": {**card["recipe"]["data"]}}}
    elsewhere["recipe"]["data"]["path"] = "/elsewhere"
    check_same_work([card, elsewhere])


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
