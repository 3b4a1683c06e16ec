"""What many GPUs and many hosts would do, by a small model, and how far it could be checked.

    python -m benchmarks.scale [--rounds 5] [--page docs/scale.md]

What a step exchanges is read from the traced step; what workers on this machine take for it is
measured, and with that their steps are predicted and compared with what they take.
"""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from benchmarks.scale.replicas import use_replicas

use_replicas()

import keras  # noqa: E402

from benchmarks.page import machine, options, table  # noqa: E402
from benchmarks.scale.checked import Measured, measure  # noqa: E402
from benchmarks.scale.exchanged import exchanged  # noqa: E402
from benchmarks.scale.links import NETWORKS, NVLINK, PCIE, Exchanged  # noqa: E402
from benchmarks.scale.own_rows import BATCH, CHAINS, chain_seconds, jpeg_seconds  # noqa: E402
from suite.models.resnet import resnet  # noqa: E402
from suite.runs.files.write_whole import write_whole  # noqa: E402
from suite.training.replicas.strategy import choose_strategy  # noqa: E402

PAGE = Path(__file__).with_name("page.md")
HOST = 8  # GPUs
# Images a second of one GPU and samples of its part of a batch: of ResNet-50 what an A100 does with
# XLA and mixed precision; of ResNet-20 an assumption.
SPEEDS = {"ResNet-50": (2375.0, 256), "ResNet-20": (25000.0, 128)}
CORES = 96  # of a host of eight GPUs, an assumption
WORKERS = (1, 2, 4, 8, 64)


def resnet50(inputs: keras.KerasTensor, classes: int) -> keras.KerasTensor:
    whole = keras.applications.ResNet50(
        weights=None, input_tensor=inputs, classes=classes, classifier_activation=None
    )
    return whole.output


def what_is_exchanged(nets: dict[str, Exchanged]) -> str:
    header = (
        "net",
        "gradients, MB",
        "exchanges of statistics",
        "forward, KB a replica",
        "back, KB",
    )
    rows = [
        (
            name,
            f"{one.gradients / 1e6:.1f}",
            f"{len(one.forward)} + {len(one.back)}",
            f"{sum(one.forward) / 1e3:.0f}",
            f"{sum(one.back) / 1e3:.0f}",
        )
        for name, one in nets.items()
    ]
    return table(header, rows)


def on_gpus(nets: dict[str, Exchanged]) -> str:
    """Of each net and link: a step of all GPUs, and what of it they compute."""
    header = (
        "net",
        "GPUs and links",
        "step, ms",
        "gradients",
        "statistics",
        "images/s",
        "of N times one",
        "without statistics",
    )
    rows = []
    for name, one in nets.items():
        speed, part = SPEEDS[name]
        computes = part / speed
        rows.append((name, "1", f"{1e3 * computes:.1f}", "0", "0", f"{speed:,.0f}", "1.00", "1.00"))
        hosts = [(f"8 hosts x 8, {link.name}", 8 * HOST, link) for link in NETWORKS]
        for places, count, link in [
            (f"8, {link.name}", HOST, link) for link in (NVLINK, PCIE)
        ] + hosts:
            sums = one.gradient_seconds(link, count)
            rest = one.statistics_seconds(link, count)
            step = computes + sums + rest
            figures = f"{1e3 * step:.1f}", f"{1e3 * sums:.1f}", f"{1e3 * rest:.1f}"
            shares = f"{computes / step:.2f}", f"{computes / (computes + sums):.2f}"
            rows.append((name, places, *figures, f"{count * part / step:,.0f}", *shares))
    return table(header, rows)


def of_data(rounds: int) -> str:
    header = ("a batch of 128", *(f"{n} workers" if n > 1 else "whole" for n in WORKERS))
    rows = []
    for name in CHAINS:
        seconds = chain_seconds(name, WORKERS, rounds)
        rows.append((name, *(f"{1e3 * one:.1f}" for one in seconds)))
    return table(header, rows)


def where_it_broke(rounds: int) -> str:
    """Cores that decoding takes of each host, by what its processes decode."""
    seconds = jpeg_seconds(rounds)
    needed = HOST * SPEEDS["ResNet-50"][0] * seconds
    header = (
        "hosts of 8 GPUs",
        "own samples only",
        "whole batches, a process a host",
        "whole batches, a process a GPU",
    )
    rows = [
        (str(hosts), f"{needed:.0f}", f"{needed * hosts:,.0f}", f"{needed * hosts * HOST:,.0f}")
        for hosts in (1, 2, 4, 8)
    ]
    text = (
        f"One file takes {1e3 * seconds:.2f} ms of a core here; a host has {CORES} cores, say.\n\n"
    )
    return text + table(header, rows)


def checked(measured: Measured, one: Exchanged) -> str:
    """Steps of workers on this machine, as the model says and as they are."""
    header = (
        "workers",
        "statistics",
        "latency, ms",
        "GB/s",
        "step predicted, ms",
        "step measured, ms",
        "ratio",
    )
    rows = []
    for count, link in measured.links.items():
        for statistics_, seconds in measured.steps[count].items():
            said = statistics.median(measured.alone) + one.gradient_seconds(link, count)
            if statistics_ == "common":
                said += one.statistics_seconds(link, count)
            taken = statistics.median(seconds)
            rows.append(
                (
                    str(count),
                    statistics_,
                    f"{1e3 * link.latency:.2f}",
                    f"{link.bandwidth / 1e9:.2f}",
                    f"{1e3 * said:.0f}",
                    f"{1e3 * taken:.0f}",
                    f"{taken / said:.2f}",
                )
            )
    alone = f"One process takes {1e3 * statistics.median(measured.alone):.0f} ms a step.\n\n"
    return alone + table(header, rows)


def main() -> None:
    parser = options(__doc__, rounds=5)
    arguments = parser.parse_args()
    strategy = choose_strategy("mirrored")
    nets = {
        "ResNet-50": exchanged(strategy, resnet50, (64, 64, 3), 1000),
        "ResNet-20": exchanged(strategy, partial(resnet, depth=20), (32, 32, 3), 10),
    }
    print(what_is_exchanged(nets), flush=True)
    measured = measure(arguments.rounds)
    print(checked(measured, nets["ResNet-20"]), flush=True)
    text = PAGE.read_text("utf-8").format(
        machine=machine(),
        exchanged=what_is_exchanged(nets),
        checked=checked(measured, nets["ResNet-20"]),
        gpus=on_gpus(nets),
        data=of_data(arguments.rounds),
        broke=where_it_broke(arguments.rounds),
        batch=BATCH,
    )
    print(text, flush=True)
    if arguments.page is not None:
        write_whole(arguments.page, text)


if __name__ == "__main__":
    main()
