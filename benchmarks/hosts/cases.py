"""What happens to the hosts of a run while it trains."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hosts.network import Network
from benchmarks.hosts.workers import PORT, Workers

# Each host has a name as Slurm gives it, in an order that is not the alphabet's, and a pod's.
NAMES = [f"node{9 + number} training-{number}.training" for number in range(3)]
_PAGE = Path(__file__).parents[2] / "docs" / "workers.md"


@dataclass(frozen=True)
class Case:
    """Something that happens to a run.

    Args:
        what: in the table.
        event: does it, once training is on its way; None if it holds from the start.
        around: what holds from the start to the end.
        remedy: puts it right again.
        workers: of the run.
        gone: the worker whose host does not live to say anything.
        is_survived: whether the run goes on to its end by itself.
        variables: of each worker's environment, in place of TF_CONFIG.
    """

    what: str
    event: Callable[[Network, Workers], None] | None = None
    around: Callable[[Network], AbstractContextManager[None]] = lambda _: contextlib.nullcontext()
    remedy: Callable[[Network], None] = Network.mend
    workers: int = 2
    gone: int | None = None
    is_survived: bool = False
    variables: Callable[[int], Mapping[str, str]] | None = None


def _cut_for_a_moment(network: Network, workers: Workers) -> None:
    network.cut_off(1)
    time.sleep(5.0)
    network.mend()


def _cut_between(network: Network, workers: Workers) -> None:
    network.cut(1, 2)
    network.cut(2, 1)


def _fill(network: Network, workers: Workers) -> None:
    filled = workers.home(0) / "runs" / "disk" / "filled"
    network.hosts[0].do("sh", "-c", f"dd if=/dev/zero of={filled} bs=4k 2>/dev/null; true")


def _talk_to_tensorflow(network: Network, workers: Workers) -> None:
    """A third host says all kinds of things at the port where TensorFlow listens by now."""
    words = f"""
import os, socket
for host in ("node9", "node10"):
    for said in (b"", b"GET / HTTP/1.1\\r\\n\\r\\n", b'{{"index": 1}}\\n', os.urandom(9999)):
        with socket.create_connection((host, {PORT}), timeout=9) as caller:
            caller.sendall(said)
"""
    network.hosts[2].do(sys.executable, "-c", words)


def by_slurm(index: int) -> dict[str, str]:
    """What `srun` tells a task."""
    return {
        "SLURM_STEP_NODELIST": "node[9-10]",
        "SLURM_STEP_TASKS_PER_NODE": "1(x2)",
        "SLURM_STEP_NUM_TASKS": "2",
        "SLURM_PROCID": str(index),
        "SLURM_NODEID": str(index),
        "SLURM_LOCALID": "0",
        "SLURM_JOB_ID": "4711",
        "SLURM_STEP_ID": "0",
    }


def by_kubernetes(index: int) -> dict[str, str]:
    """What the script of docs/workers.md makes of a pod's number."""
    script = re.search(r"export TF_CONFIG=.*JOB_COMPLETION_INDEX.*", _PAGE.read_text("utf-8"))
    assert script is not None, "docs/workers.md has no such line"
    told = subprocess.run(
        ["sh", "-c", f'{script[0]}\nprintf "%s" "$TF_CONFIG"'],
        env={**os.environ, "JOB_COMPLETION_INDEX": str(index)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {"TF_CONFIG": told.stdout}


@contextlib.contextmanager
def _slow_and_lossy(network: Network) -> Iterator[None]:
    with network.slow(1, delay=0.02, loss=0.01):
        yield


CASES = [
    Case("the network is cut, both ways", lambda n, w: n.cut_off(1)),
    Case("the network is cut from worker 1 to worker 0, not back", lambda n, w: n.cut(1, 0)),
    Case("the chief's host vanishes", lambda n, w: n.vanish(0), gone=0),
    Case("the chief's disk is full", _fill, remedy=lambda n: None),
    Case("worker 1's host vanishes", lambda n, w: n.vanish(1), gone=1),
    Case("workers 1 and 2 of three do not see each other", _cut_between, workers=3),
    Case(
        "the chief's cable is pulled out",
        lambda n, w: n.unplug(0),
        remedy=lambda n: n.plug(0),
    ),
    Case("the network is cut for 5 s", _cut_for_a_moment, is_survived=True),
    Case("20 ms there, 20 ms back, 1 % lost", around=_slow_and_lossy, is_survived=True),
    Case("a stranger talks to the ports", _talk_to_tensorflow, is_survived=True),
    Case("started by Slurm's variables", variables=by_slurm, is_survived=True),
    Case("started by Kubernetes's variables", variables=by_kubernetes, is_survived=True),
]
