"""Training throughput: the suite against Keras on TensorFlow and on JAX, and against PyTorch.

    python -m benchmarks.training [--models resnet20 ...] [--precisions float32 ...]
                                  [--sides suite keras ...] [--rounds 5] [--steps N] [--page ...]

The same networks on random data, batch 128, SGD with momentum; images of CIFAR-10's size are
cropped and flipped at random. Every side trains in a process of its own, which is stopped while the
others have their turns; a turn is an epoch of so many steps. On the first GPU where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.must_hold import Limit, at_least
from benchmarks.page import installed, machine, options, positive, publish, table
from benchmarks.speed.processes import Processes, SideFailed
from benchmarks.speed.task import BATCH, PRECISIONS, TASKS
from benchmarks.speed.turns import Times, quotients, ratio, spread

SERVER = "benchmarks.speed.training_server"
MOST_SECONDS = 60  # of all turns of a side, but the suite's
HEADER = (
    "network", "side", "suite / side, wall", "must hold", "suite / side, processor", "images/s",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """A column of the comparison.

    Args:
        name: as the table calls it.
        package: that must be installed.
        environment: of its process.
        limits: what `suite / side` must hold: (network, precision) -> limit.
        starts_alone: because it measures itself then, or because its threads wait for each other in
            a loop, for ages where others run.
    """

    name: str
    package: str = "keras"
    environment: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[tuple[str, str], Limit] = field(default_factory=dict)
    starts_alone: bool = False


def _of_residual_networks(limit: Limit) -> dict[tuple[str, str], Limit]:
    return {(name, kind): limit for name in ("resnet20", "se_resnet20") for kind in PRECISIONS}


SIDES = {
    "suite": Side("the suite", starts_alone=True),
    "keras": Side("Keras `fit`", limits=_of_residual_networks(at_least(1.3))),
    "keras_careful": Side(
        "careful Keras",
        limits=_of_residual_networks(at_least(1.3)) | {("mlp", "float32"): at_least(1.05)},
    ),
    "keras_jax": Side(
        "careful Keras on JAX",
        "jax",
        {"KERAS_BACKEND": "jax"},
        {("mlp", "float32"): at_least(0.9)},
    ),
    "torch": Side(
        "PyTorch, eager",
        "torch",
        limits=_of_residual_networks(at_least(1.05))
        | {("mlp", "float32"): at_least(1.1), ("mlp", "bfloat16"): at_least(1.0)},
        starts_alone=True,
    ),
    "torch_compile": Side(
        "PyTorch, `torch.compile`",
        "torch",
        limits=_of_residual_networks(at_least(1.05)),
        starts_alone=True,
    ),
}

_TEXT = """## Training

`python -m benchmarks.training`: {rounds} turns of each side, medians, and ranges in brackets.
{machine}

Batch {batch}, SGD with momentum; the networks of a row have the same weights in number, and all
sides keep the mean loss and the accuracy. A side is a process of its own, stopped while others have
their turns, so that threads which wait in a loop take no core from them. A turn is some steps
({steps}) of one long training; a side that needs more than a minute for all of its turns has fewer.
bfloat16 is `mixed_bfloat16` in Keras, autocast in PyTorch.

- *The suite*: its own pipeline, and the diagnostics that every run has.
- *Keras `fit`*: what a beginner writes. Arrays; images by `tf.data` and Keras preprocessing layers,
  in epochs as long as CIFAR-10's, of which a turn is a part: what `tf.data` waits for at their ends
  is not in it.
- *Careful Keras*: arrays, or an endless `tf.data` stream over images in memory, which crops and
  flips by one gather a batch; up to 50 steps a call (`steps_per_execution`). The MLP is compiled by
  XLA (`jit_compile`), the others on GPUs only: it makes convolutions on a processor slower.
- *On JAX*: the same script with Keras's JAX backend, which compiles the step.
- *PyTorch*: channels last, data in memory, crop and flip by one gather a batch, fused optimizer;
  eager, or network and loss compiled by `torch.compile` in its default mode.

{table}
"""


class Comparison:
    """All sides of one network in one precision, and their times.

    Args:
        network: key of `TASKS`.
        kind: key of `PRECISIONS`.
        steps: of a turn.
    """

    def __init__(self, network: str, kind: str, steps: int) -> None:
        self.network, self.kind, self.steps = network, kind, steps
        self.times: dict[str, Times] = {}
        self.failed: dict[str, str] = {}

    def measure(self, names: Sequence[str], rounds: int) -> None:
        """Start a process for each side, and let them take turns."""
        running: dict[str, Processes] = {}
        try:
            for name in names:
                if SIDES[name].starts_alone:
                    self._start([name], running)
            self._start([name for name in names if not SIDES[name].starts_alone], running)
            self._take_turns(running, rounds)
        finally:
            for processes in running.values():
                processes.end()

    def _start(self, names: Sequence[str], running: dict[str, Processes]) -> None:
        for name in names:
            if installed(SIDES[name].package):
                arguments = [name, self.network, self.kind, str(self.steps)]
                running[name] = Processes(SERVER, arguments, [SIDES[name].environment])
            else:
                self.failed[name] = f"{SIDES[name].package} is not installed"
        for name in names:
            if name in running:
                try:
                    running[name].wait()
                    self.times[name] = Times()
                except SideFailed as failure:
                    self._fail(name, failure)

    def _take_turns(self, running: Mapping[str, Processes], rounds: int) -> None:
        for turn in range(rounds):
            for name in sorted(self.times, key=list(running).index, reverse=turn % 2 == 1):
                taken = self.times[name]
                if name != "suite" and sum(taken.wall) > MOST_SECONDS:
                    continue
                try:
                    taken.add(*running[name].turn())
                except SideFailed as failure:
                    self._fail(name, failure)

    def _fail(self, name: str, failure: SideFailed) -> None:
        self.times.pop(name, None)
        self.failed[name] = f"failed: {failure}"

    def rows(self) -> list[list[str]]:
        """A line a side, the missing ones with the reason."""
        title = f"{TASKS[self.network].name}, {self.kind}"
        lines = []
        ours = self.times.get("suite", Times())
        for name in sorted(self.times, key=list(SIDES).index):
            theirs = self.times[name]
            speed = spread([self.steps * BATCH / seconds for seconds in theirs.wall], 0)
            figures = ["", "", ""]
            if ours.wall and theirs is not ours:
                mine = ours.first(len(theirs.wall))
                limit = SIDES[name].limits.get((self.network, self.kind))
                verdict = limit.verdict(quotients(theirs.wall, mine.wall)) if limit else ""
                figures = [ratio(theirs.wall, mine.wall), verdict]
                figures.append(ratio(theirs.processor, mine.processor))
            lines.append([title, SIDES[name].name, *figures, speed])
        for name in sorted(self.failed, key=list(SIDES).index):
            reason = self.failed[name]
            lines.append([title, SIDES[name].name, "", "", "", reason.replace("|", "/")])
        return lines


def main() -> None:
    parser = options(__doc__, rounds=5)
    parser.add_argument("--models", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=list(PRECISIONS))
    parser.add_argument("--sides", nargs="+", choices=SIDES, default=list(SIDES))
    parser.add_argument(
        "--steps", type=positive, help="of a turn (default: MLP 450, the others 20)"
    )
    arguments = parser.parse_args()
    lines = []
    for network in arguments.models:
        for kind in arguments.precisions:
            comparison = Comparison(network, kind, arguments.steps or TASKS[network].steps)
            names = ["suite", *(name for name in arguments.sides if name != "suite")]
            comparison.measure(names, arguments.rounds)
            found = comparison.rows()
            print(table(HEADER, found), flush=True)  # how far a long run is
            lines += found
    steps = ", ".join(f"{t.name} {arguments.steps or t.steps} steps" for t in TASKS.values())
    text = _TEXT.format(
        rounds=arguments.rounds,
        machine=machine(),
        batch=BATCH,
        steps=steps,
        table=table(HEADER, lines),
    )
    publish("training", text, arguments.page)


if __name__ == "__main__":
    main()
