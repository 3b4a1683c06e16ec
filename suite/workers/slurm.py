"""The workers that Slurm describes: `srun` starts a task for each, and tells it about all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping

from suite.errors import UserError
from suite.workers.cluster import Cluster

# Variable of a task that shows that `srun` has started it.
MARK = "SLURM_STEP_NODELIST"
# The ports of a job's first workers on each node: below those that Linux gives to whoever calls
# somebody, and so many for each job that two jobs on one node do not meet.
_FIRST, _EACH, _JOBS = 16_000, 16, 1_000
# Steps of one job may run side by side.
_BETWEEN_STEPS = 131
_PART = re.compile(r"[^,\[\]]*(?:\[[^\[\]]*\][^,\[\]]*)*")


def cluster_of_slurm(environment: Mapping[str, str]) -> Cluster:
    """A worker for each task of the step, on its node, at ports that follow from the job's number.

    Raises:
        UserError: a variable is missing or cannot be read, or tasks are not numbered node by node.

    Example:
        >>> tasks = {"SLURM_STEP_NODELIST": "n[9-10]", "SLURM_STEP_TASKS_PER_NODE": "2(x2)"}
        >>> cluster = cluster_of_slurm({**tasks, "SLURM_PROCID": "2", "SLURM_JOB_ID": "7"})
        >>> cluster.index, cluster.addresses[2]
        (2, 'n10:16112')
    """
    nodes = _hosts(_given(environment, MARK))
    counts = _counts(_given(environment, "SLURM_STEP_TASKS_PER_NODE"))
    if len(nodes) != len(counts):
        raise _wrong(f"{MARK} names {len(nodes)} nodes, SLURM_STEP_TASKS_PER_NODE {len(counts)}")
    first = _first_port(environment)
    # In the order of the list, as Slurm numbers them; by name, node10 would come before node9.
    places = [(node, local) for node, count in enumerate(counts) for local in range(count)]
    rank = _number(environment, "SLURM_PROCID")
    if rank is None or rank >= len(places):
        raise _wrong(f"SLURM_PROCID is {rank}, and the step has {len(places)} tasks")
    _check_place(environment, rank, places[rank])
    return Cluster(tuple(f"{nodes[node]}:{first + local}" for node, local in places), rank)


def _check_place(environment: Mapping[str, str], rank: int, place: tuple[int, int]) -> None:
    told = [_number(environment, name) for name in ("SLURM_NODEID", "SLURM_LOCALID")]
    if any(said not in (None, computed) for said, computed in zip(told, place, strict=True)):
        raise _wrong(
            f"task {rank} is number {told[1]} on node {told[0]}, and would be number {place[1]} on "
            f"node {place[0]} if tasks were numbered node by node; use srun --distribution=block"
        )


def _first_port(environment: Mapping[str, str]) -> int:
    job = _number(environment, "SLURM_JOB_ID") or 0
    step = _number(environment, "SLURM_STEP_ID") or 0
    return _FIRST + _EACH * ((job + _BETWEEN_STEPS * step) % _JOBS)


def _hosts(text: str) -> list[str]:
    """`a[1-2,07]-x,b` -> a1-x, a2-x, a07-x, b."""
    found = []
    at = 0
    while at <= len(text):
        part = _PART.match(text, at)
        if part is None or not part[0] or text[part.end() : part.end() + 1] not in ("", ","):
            raise _wrong(f"{MARK} cannot be read: {text!r}")
        pieces = re.split(r"\[([^\]]*)\]", part[0])
        choices = [
            list(_numbers(piece, text)) if number % 2 else [piece]
            for number, piece in enumerate(pieces)
        ]
        found += ["".join(one) for one in itertools.product(*choices)]
        at = part.end() + 1
    return found


def _numbers(ranges: str, text: str) -> Iterator[str]:
    """`1-3,007` -> 1, 2, 3, 007; a range's numbers are as wide as its first."""
    for one in ranges.split(","):
        found = re.fullmatch(r"(\d+)(?:-(\d+))?", one)
        if found is None:
            raise _wrong(f"{MARK} cannot be read: {text!r}")
        low, high = found[1], found[2] or found[1]
        for number in range(int(low), int(high) + 1):
            yield str(number).zfill(len(low))


def _counts(text: str) -> list[int]:
    """`2(x3),1` -> 2, 2, 2, 1."""
    counts: list[int] = []
    for part in text.split(","):
        found = re.fullmatch(r"(\d+)(?:\(x(\d+)\))?", part)
        if found is None:
            raise _wrong(f"SLURM_STEP_TASKS_PER_NODE cannot be read: {text!r}")
        counts += [int(found[1])] * int(found[2] or 1)
    return counts


def _given(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise _wrong(f"{name} is missing")
    return environment[name]


def _number(environment: Mapping[str, str], name: str) -> int | None:
    text = environment.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise _wrong(f"{name} is no number: {text!r}")
    return int(text)


def _wrong(what: str) -> UserError:
    return UserError(f"Slurm: {what}. srun sets these variables for each task.")
