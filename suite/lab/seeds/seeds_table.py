"""The figures of several seeds as text: one line per figure."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from suite.lab.seeds.seed_run import SeedRun
from suite.runs.numbers import show_metric, show_seconds
from suite.runs.page.comparison.t_interval import TInterval
from suite.tables import aligned

# By which a seed is told while the others are still to come.
_TELLING = ("test_accuracy", "val_accuracy", "test_loss", "val_loss", "value", "loss")
_RIGHT = range(1, 1000)


def seed_line(run: SeedRun, done: int, count: int) -> str:
    """`seed 3 (4/5)  test_accuracy 0.9337  2.1 s`

    Example:
        >>> seed_line(SeedRun(3, 3, "finished", {"test_accuracy": 0.9337}, 2.1), 4, 5)
        'seed 3 (4/5)  test_accuracy 0.9337  2.1 s'
    """
    name = f"seed {run.seed} ({done}/{count})"
    figures = {one: value for one, value in run.figures.items() if value is not None}
    telling = next((one for one in (*_TELLING, *figures) if one in figures), None)
    said = run.status if telling is None else f"{telling} {show_metric(figures[telling])}"
    reason = [run.reason.splitlines()[0]] if run.reason else []
    return "  ".join([name, said, *reason, show_seconds(run.seconds)])


def table_text(
    figures: Mapping[str, TInterval], runs: Sequence[SeedRun], count: int, width: int
) -> str:
    """Mean, deviation, interval and each seed's value; below it what does not count, and why.

    Args:
        figures: over the runs.
        runs: what each seed came to.
        count: how many seeds there shall be.
        width: of the longest line; what does not fit beside a figure stands below it.

    Example:
        >>> runs = [SeedRun(k, k, "finished", {"loss": 0.5 + k / 10}) for k in (0, 1)]
        >>> print(table_text({"loss": TInterval([0.5, 0.6])}, runs, 2, 80))
        figure    mean  deviation       95 % interval  seed 0  seed 1
        loss    0.5500     0.0707  -0.0853 to 1.1853  0.5000  0.6000
    """
    if not figures:
        lines = [] if runs else ["no seed has come to its end yet"]
        return "\n".join([*lines, *_remarks(runs, count)])
    head = ["figure", "mean", "deviation", "95 % interval"]
    rows = [[name, show_metric(one.mean), *_spread(one)] for name, one in figures.items()]
    seeds = [f"seed {run.seed}" for run in runs]
    values = [[_value(run, name) for run in runs] for name in figures]
    wide = [[*head, *seeds], *([*row, *own] for row, own in zip(rows, values, strict=True))]
    lines = aligned(wide, right=_RIGHT)
    if max(map(len, lines)) > width:
        first, *others = aligned([head, *rows], right=_RIGHT)
        lines = [first]
        for line, own in zip(others, values, strict=True):
            lines += [line, *_below(own, width)]
    return "\n".join([*lines, *_remarks(runs, count)])


def _spread(one: TInterval) -> list[str]:
    if one.deviation is None or one.low is None or one.high is None:
        return ["-", "-"]
    return [show_metric(one.deviation), f"{show_metric(one.low)} to {show_metric(one.high)}"]


def _value(run: SeedRun, name: str) -> str:
    value = run.figures.get(name) if run.counts else None
    return "-" if value is None else show_metric(value)


def _below(values: Sequence[str], width: int) -> list[str]:
    text = f"of each seed: {', '.join(values)}"
    indent = "  "
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent)


def _remarks(runs: Sequence[SeedRun], count: int) -> list[str]:
    """Which seeds do not count, how many are still to come, and why there is no interval."""
    counted = sum(run.counts for run in runs)
    lines = []
    if len(runs) < count:
        lines.append(f"{count - len(runs)} of {count} seeds are still to be run")
    if counted < len(runs):
        lines.append(f"{counted} of {len(runs)} seeds count; those that do not:")
        lines += [_failure(run) for run in runs if not run.counts]
    if counted == 1:
        lines.append("one seed has no deviation and no interval: ask for more, as by --seeds 5")
    return lines


def _failure(run: SeedRun) -> str:
    reason = f": {run.reason.splitlines()[0]}" if run.reason else ": its loss is not finite"
    return f"  seed {run.seed} {run.status}{reason}"
