"""The workers of a Slurm step, as `srun` describes them to each task."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.training.replicas.workers import workers_of_environment
from suite.workers.slurm import cluster_of_slurm


def step(nodes: str, counts: str, rank: int, **more: str) -> dict[str, str]:
    variables = {
        "SLURM_STEP_NODELIST": nodes,
        "SLURM_STEP_TASKS_PER_NODE": counts,
        "SLURM_PROCID": str(rank),
    }
    return variables | {f"SLURM_{name.upper()}": value for name, value in more.items()}


def hosts(environment: dict[str, str]) -> list[str]:
    return [one.partition(":")[0] for one in cluster_of_slurm(environment).addresses]


@pytest.mark.parametrize(
    ("nodes", "names"),
    [
        ("node1", ["node1"]),
        ("a,b", ["a", "b"]),
        ("n[1-3]", ["n1", "n2", "n3"]),
        ("n[08-10,2]", ["n08", "n09", "n10", "n2"]),
        ("gpu[1,3]-ib,login", ["gpu1-ib", "gpu3-ib", "login"]),
        ("r[1-2]n[1-2]", ["r1n1", "r1n2", "r2n1", "r2n2"]),
        ("a.b-c[001-002].example.org", ["a.b-c001.example.org", "a.b-c002.example.org"]),
    ],
)
def test_lists_of_nodes(nodes, names):
    assert hosts(step(nodes, f"1(x{len(names)})", 0)) == names


def test_tasks_are_numbered_in_the_order_of_the_list():
    """By name, node10 would come before node9, and the chief would be sought where it is not."""
    for rank, node in enumerate(("node9", "node9", "node10")):
        cluster = cluster_of_slurm(step("node[9-10]", "2,1", rank))
        assert cluster.index == rank
        assert cluster.addresses[rank].startswith(f"{node}:")
    assert len(set(cluster.addresses)) == 3


def test_two_jobs_on_one_node_do_not_meet():
    """Each has 16 ports on a node, and so has each step of one job."""
    seen: set[str] = set()
    for job in range(7, 27):
        for number in range(4):
            own = step("n1", "16", 0, job_id=str(job), step_id=str(number))
            found = set(cluster_of_slurm(own).addresses)
            assert len(found) == 16
            assert not seen & found
            seen |= found
    ports = {int(one.partition(":")[2]) for one in seen}
    assert min(ports) >= 16_000
    assert max(ports) < 32_000, "what Linux gives to callers begins at 32768"


def test_a_place_that_slurm_tells_too_must_be_the_same():
    assert cluster_of_slurm(step("n[1-2]", "2(x2)", 3, nodeid="1", localid="1")).index == 3
    cyclic = step("n[1-2]", "2(x2)", 1, nodeid="1", localid="0")
    with pytest.raises(UserError, match=r"task 1 is number 0 on node 1.*--distribution=block"):
        cluster_of_slurm(cyclic)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (step("n[1-2]", "1", 0), "names 2 nodes, SLURM_STEP_TASKS_PER_NODE 1"),
        (step("n[1-2", "1(x2)", 0), "SLURM_STEP_NODELIST cannot be read"),
        (step("n[1--2]", "1(x2)", 0), "SLURM_STEP_NODELIST cannot be read"),
        (step("n1,,n2", "1(x2)", 0), "SLURM_STEP_NODELIST cannot be read"),
        (step("n1,", "1", 0), "SLURM_STEP_NODELIST cannot be read"),
        (step("n]1", "1", 0), "SLURM_STEP_NODELIST cannot be read"),
        (step("n1", "two", 0), "SLURM_STEP_TASKS_PER_NODE cannot be read: 'two'"),
        (step("n1", "2", 2), "SLURM_PROCID is 2, and the step has 2 tasks"),
        (step("n1", "2", 0) | {"SLURM_PROCID": "x"}, "SLURM_PROCID is no number: 'x'"),
        (step("n1", "", 0), "SLURM_STEP_TASKS_PER_NODE is missing"),
        ({"SLURM_STEP_NODELIST": "n1"}, "SLURM_STEP_TASKS_PER_NODE is missing"),
        ({"SLURM_STEP_NODELIST": "n1", "SLURM_STEP_TASKS_PER_NODE": "1"}, "SLURM_PROCID is None"),
    ],
)
def test_what_cannot_be_read_is_named(environment, message):
    with pytest.raises(UserError, match=rf"^Slurm: .*{message}"):
        workers_of_environment(environment)
