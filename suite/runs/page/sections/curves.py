"""Loss, metrics and learning rate over the epochs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from suite.runs.history import History, lower_is_better
from suite.runs.numbers import show, show_metric
from suite.runs.page.charts.line_chart import Level, LineChart, Mark, Role, Series, is_wide
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.run_record import RunRecord

# An axis shows at least so much of a share, and so large a part of another value: less is chance.
_LEAST_SHARE, _LEAST_PART = 0.02, 0.1


def curves(run: RunRecord) -> Section | None:
    """A chart each metric, training beside validation, and the learning rate.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "running"})
        >>> History([{"epoch": 1, "loss": 0.5}]).write(directory.history_csv)
        >>> [chart.name for chart in curves(RunRecord(directory)).parts]
        ['loss']
    """
    history = run.history
    if run.surface is not None:
        return None
    if not history.rows:
        told = "No epoch has been finished: there is no curve yet."
        parts: list[Part] = [Text(paragraphs=[told])]
    else:
        parts = [_metric(run, name) for name in history.metrics]
        if "learning_rate" in history.columns:
            parts.append(_rate(history))
    return Section(name="curves", title="Curves", parts=parts)


def _metric(run: RunRecord, name: str) -> LineChart:
    """One metric: what it came to in each epoch."""
    history = run.history
    epochs = history.column("epoch")
    roles: dict[str, Role] = {name: "training", f"val_{name}": "validation"}
    keys = [key for key in roles if key in history.columns]
    series = [
        Series(name=roles[key], x=epochs, y=history.column(key), role=roles[key]) for key in keys
    ]
    values = [value for key in keys for value in history.column(key) if math.isfinite(value)]
    falls = lower_is_better(name)
    log = falls and is_wide(values)
    return LineChart(
        name=name,
        title="AUC" if name == "auc" else name.replace("_", " ").capitalize(),
        reads=_reads(name, falls, len(keys) > 1, log),
        x_label="epoch",
        y_label=name.replace("_", " "),
        series=series,
        y_log=log,
        y_range=None if log else _y_range(values, falls),
        marks=[*_best(history, keys[-1]), *_broken(history, keys[0])],
        levels=_levels(run, name, values),
    )


def _reads(name: str, falls: bool, both: bool, log: bool) -> str:
    """How to read the curve of a metric."""
    better = "Lower is better" if falls else "Higher is better"
    if name == "loss" and both:
        told = f"{better}. Where validation rises while training falls, the net learns by heart."
    elif both:
        told = f"{better}. The gap between the curves is what does not carry over to new examples."
    else:
        told = f"{better}."
    return f"{told} Each line up the axis is ten times the one below." if log else told


def _best(history: History, key: str) -> list[Mark]:
    """The best epoch: of validation, where there is one."""
    best = history.best(key)
    if best is None:
        return []
    text = f"best {show_metric(best[key])} in epoch {best['epoch']}"
    return [Mark(x=best["epoch"], y=best[key], text=text)]


def _broken(history: History, key: str) -> list[Mark]:
    """Where a curve ends since its values are no numbers any more."""
    for row in history.rows:
        if key in row and not math.isfinite(row[key]):
            return [Mark(x=row["epoch"], text="not finite", severity="error")]
    return []


def _levels(run: RunRecord, name: str, values: Sequence[float]) -> list[Level]:
    """The test set's figure, and what guessing gives where the curves come that low."""
    levels = []
    tested = run.summary.get("metrics", {}).get(f"test_{name}")
    if tested is not None:
        levels.append(Level(value=tested, text=f"test {show_metric(tested)}"))
    classes = len(run.output_names("classes") or ()) or run.setup.get("classes")
    if classes and run.setup.get("targets") == "classes" and values:
        guess = {"accuracy": 1 / classes, "loss": math.log(classes)}.get(name)
        if guess is not None and min(values) <= 1.1 * guess and max(values) >= 0.9 * guess:
            levels.append(Level(value=guess, text=f"guessing {show(guess)}"))
    return levels


def _y_range(values: Sequence[float], falls: bool) -> tuple[float, float] | None:
    """A range that does not blow up what is chance; None where the values need more anyway."""
    if not values:
        return None
    low, high = min(values), max(values)
    is_share = not falls and low >= 0 and high <= 1
    least = _LEAST_SHARE if is_share else _LEAST_PART * max(abs(low), abs(high))
    if high - low >= least:
        return _up_to_all(low, high) if is_share else None
    middle = (low + high) / 2
    bottom, top = middle - least / 2, middle + least / 2
    if is_share and top > 1:
        bottom, top = 1 - least, 1.0
    if low >= 0 and bottom < 0:
        bottom, top = 0.0, least
    if bottom == top:
        return bottom, bottom + 1
    unit = 10 ** math.floor(math.log10(top - bottom)) / 5
    return _rounded(math.floor(bottom / unit) * unit), _rounded(math.ceil(top / unit) * unit)


def _up_to_all(low: float, high: float) -> tuple[float, float]:
    """A range of shares, which end at 1."""
    unit = 10 ** math.floor(math.log10(high - low)) / 2
    return _rounded(math.floor(low / unit) * unit), min(
        1.0, _rounded(math.ceil(high / unit) * unit)
    )


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")


def _rate(history: History) -> LineChart:
    rates = history.column("learning_rate")
    known = [rate for rate in rates if math.isfinite(rate) and rate > 0]
    is_constant = len(set(known)) == 1
    log = is_wide(known)
    reads = "How far a step goes. It falls so that training settles."
    if is_constant:
        reads = f"How far a step goes: {show(known[0])} all along."
    elif known and known[0] < max(known):
        reads = "How far a step goes. It rises first, so that training starts gently."
    return LineChart(
        name="schedule",
        title="Learning rate",
        reads=reads,
        x_label="epoch",
        y_label="learning rate",
        series=[Series(name="learning rate", x=history.column("epoch"), y=rates, role="rate")],
        y_log=log,
        y_range=(0.0, 2 * known[0])
        if is_constant
        else None
        if log
        else _y_range(known, falls=True),
    )
