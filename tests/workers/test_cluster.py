"""What describes the workers of a run."""

from __future__ import annotations

import json

import pytest

from suite.errors import UserError
from suite.workers.cluster import Cluster

WORKERS = ["a:1", "b:2"]


def config(**changes) -> str:
    whole = {"cluster": {"worker": WORKERS}, "task": {"type": "worker", "index": 1}}
    return json.dumps({**whole, **changes})


def test_is_read_and_written():
    cluster = Cluster.of_tf_config(config())
    assert cluster == Cluster(("a:1", "b:2"), 1)
    assert not cluster.is_chief
    assert Cluster.of_tf_config(cluster.to_tf_config()) == cluster


@pytest.mark.parametrize(("task", "index"), [(("chief", 0), 0), (("worker", 1), 2)])
def test_a_chief_apart_is_the_first_worker(task, index):
    named = dict(zip(("type", "index"), task, strict=True))
    cluster = Cluster.of_tf_config(
        config(cluster={"chief": ["c:3"], "worker": WORKERS}, task=named)
    )
    assert cluster == Cluster(("c:3", "a:1", "b:2"), index)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "must be a mapping"),
        (config(task=None), "must hold both"),
        (config(rpc="grpc"), "unknown key rpc; accepted: cluster, rpc_layer, task"),
        (config(cluster={"workers": WORKERS}), r"unknown key cluster\.workers"),
        (config(cluster={"ps": WORKERS, "worker": WORKERS}), r"unknown key cluster\.ps"),
        (config(task={"type": "worker", "id": 0}), r"unknown key task\.id"),
        (config(cluster={"worker": "a:1"}), "must be a list of host:port"),
        (config(cluster={"worker": ["a"]}), "must be a list of host:port"),
        (config(cluster={"worker": ["a:70000"]}), "must be a list of host:port"),
        (config(cluster={"chief": WORKERS}), "names 2 processes"),
        (config(task={"type": "worker", "index": 2}), "'worker' 2, which `cluster` does not have"),
        (config(task={"type": "evaluator", "index": 0}), "'evaluator' 0"),
        (config(task={"type": "worker", "index": True}), "'worker' True"),
        (config(task={"type": "worker", "index": -1}), "'worker' -1"),
        (config(task={"type": "worker", "index": 0.0}), "'worker' 0.0"),
        (config(task={"type": ["worker"], "index": 0}), r"\['worker'\] 0"),
        (config(task={}), "None None"),
    ],
)
def test_mistakes_are_named(text, message):
    with pytest.raises(UserError, match=message):
        Cluster.of_tf_config(text)


@pytest.mark.parametrize(
    "address", ["a:1", "10.0.0.1:65535", "[::1]:80", "host.domain:8080", "a-b_c:443"]
)
def test_addresses_that_are_taken(address):
    cluster = Cluster.of_tf_config(config(cluster={"worker": [address, "b:2"]}))
    assert cluster.addresses[0] == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        ":",
        "a",
        "a:",
        ":1",
        "a:0",
        "a:65536",
        "a:-1",
        "a:b",
        "a:1.0",
        "fd00::1:80",
        "::1:80",
        5,
        None,
        ["a:1"],
    ],
)
def test_addresses_that_are_refused(address):
    message = r"^TF_CONFIG cluster\.worker must be a list of host:port, or \[host\]:port for "
    with pytest.raises(UserError, match=message):
        Cluster.of_tf_config(config(cluster={"worker": [address, "b:2"]}))


def test_what_tensorflow_reads():
    assert json.loads(Cluster(("a:1", "b:2"), 1).to_tf_config()) == {
        "cluster": {"worker": ["a:1", "b:2"]},
        "task": {"type": "worker", "index": 1},
    }


@pytest.mark.parametrize(("index", "is_chief"), [(0, True), (1, False)])
def test_the_first_is_the_chief(index, is_chief):
    assert Cluster(("a:1", "b:2"), index).is_chief is is_chief
