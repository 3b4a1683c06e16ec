"""Training throughput over replicas, at a fixed global batch.

    python -m benchmarks.scaling [--rounds 5] [--steps 20] [--model resnet20]
                                 [--only "2 workers" ...] [--page ...]

Every configuration trains in processes of its own, which stay and take turns. With enough GPUs a
replica has one; otherwise the replicas are logical devices of the processor.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from benchmarks.must_hold import at_least
from benchmarks.page import machine, options, positive, publish, table
from benchmarks.speed.processes import Processes
from benchmarks.speed.turns import quotients, ratio, spread
from suite.workers.cluster import Cluster
from suite.workers.gpu_shares import visible_gpus
from suite.workers.launch import free_ports
from suite.workers.thread_shares import cores, thread_shares

BATCH = 128


@dataclass(frozen=True)
class Configuration:
    """A row of the table.

    Args:
        name: as the table calls it.
        strategy: as in `training.strategy`.
        devices: that each process uses.
        statistics: of batch normalization, `common` to all replicas, or each replica's `own`.
        environments: what each of its processes finds in its environment beside the rest; one
            process by default.
    """

    name: str
    strategy: str
    devices: int
    statistics: str = "common"
    environments: tuple[dict[str, str], ...] = ({},)


def workers(count: int) -> tuple[dict[str, str], ...]:
    """The environments of so many worker processes on this machine, as `launch` makes them."""
    addresses = tuple(f"127.0.0.1:{port}" for port in free_ports(count))
    # On GPUs, one for each worker, threads only feed them.
    threads = {} if visible_gpus(os.environ) else thread_shares(count, cores(), os.environ)
    return tuple(
        {"TF_CONFIG": Cluster(addresses, i).to_tf_config(), **threads} for i in range(count)
    )


CONFIGURATIONS = (
    Configuration("one device", "one_device", 1),
    Configuration("2 mirrored replicas", "mirrored", 2),
    Configuration("2 mirrored replicas, own statistics", "mirrored", 2, "own"),
    Configuration("2 workers", "multi_worker", 1, "common", workers(2)),
    Configuration("2 workers, own statistics", "multi_worker", 1, "own", workers(2)),
)

LIMITS = {"2 mirrored replicas": at_least(0.85), "2 workers": at_least(0.6)}
HEADER = ("configuration", "devices", "against one device", "must hold", "images/s")

_TEXT = """## Scaling

`python -m benchmarks.scaling`: {rounds} turns of {steps} steps of each, medians, and ranges in
brackets. {machine}

Network `{model}` of `benchmarks/speed/task.py`, global batch {batch}, float32, the usual
diagnostics on. Batch normalization takes its statistics over all replicas, as one device does;
with `own statistics` each replica takes those of its part of the batch (`sync_batch_norm: false`),
which is no longer the same training.
Logical devices share the cores of one processor, so that there is nothing to gain there: what is
missing to 1 is what replicas cost.

{table}
"""


def start(configuration: Configuration, model: str, steps: int) -> Processes:
    """Its running processes, which compile."""
    # All on GPUs, or none: one that is on another kind of device is no comparison.
    needed = max(one.devices * len(one.environments) for one in CONFIGURATIONS)
    arguments = [configuration.strategy, str(configuration.devices), str(needed)]
    arguments += [configuration.statistics, model, str(steps)]
    environments = configuration.environments
    alone = len(environments) == 1  # workers that say nothing for a while are taken for lost
    return Processes("benchmarks.speed.replica_server", arguments, environments, stopped=alone)


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--steps", type=positive, default=20, help="of a turn (default 20)")
    parser.add_argument("--model", default="resnet20", choices=("mlp", "resnet20", "se_resnet20"))
    names = [one.name for one in CONFIGURATIONS]
    parser.add_argument("--only", nargs="+", choices=names, help="beside one device; all")
    arguments = parser.parse_args()
    chosen = {names[0], *(arguments.only or names)}
    configurations = [one for one in CONFIGURATIONS if one.name in chosen]
    running: dict[str, Processes] = {}
    seconds: dict[str, list[float]] = {one.name: [] for one in configurations}
    try:
        for one in configurations:
            running[one.name] = start(one, arguments.model, arguments.steps)
            running[one.name].wait()
        for _ in range(arguments.rounds):
            for name, processes in running.items():
                seconds[name].append(processes.turn()[0])
    finally:
        for processes in running.values():
            processes.end()
    base = seconds[CONFIGURATIONS[0].name]
    lines = []
    for name, taken in seconds.items():
        speed = spread([arguments.steps * BATCH / turn for turn in taken], 0)
        against = "" if taken is base else ratio(base, taken)
        limit = LIMITS.get(name) if arguments.model == "resnet20" else None
        verdict = limit.verdict(quotients(base, taken)) if limit else ""
        lines.append([name, running[name].ready, against, verdict, speed])
    text = _TEXT.format(
        rounds=arguments.rounds,
        steps=arguments.steps,
        machine=machine(),
        model=arguments.model,
        batch=BATCH,
        table=table(HEADER, lines),
    )
    publish("scaling", text, arguments.page)


if __name__ == "__main__":
    main()
