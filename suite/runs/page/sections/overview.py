"""What was trained and how it went, for a reader who knows nothing of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from suite.runs.files.gaps import gaps
from suite.runs.history import deciding_measure, first_lost_epoch
from suite.runs.numbers import show, show_metric, show_seconds
from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.run_record import RunRecord

# Kinds of models in words; of another its name is told.
_MODELS = {
    "mlp": "fully connected network",
    "rnn": "recurrent network",
    "cnn": "convolutional network",
    "resnet": "residual network",
    "se_resnet": "residual network with squeeze-and-excitation",
    "linear": "linear model",
}


def overview(run: RunRecord) -> Section:
    """Two sentences, the key figures, and what of its files is missing or damaged.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "failed"})
        >>> directory.write_recipe("model: mlp")
        >>> overview(RunRecord(directory)).parts[0].paragraphs[1]
        'The run ended by an error after 0 epochs: no epoch was finished.'
    """
    told = [_what(run), f"{_how(run)} {_verdict(run)}".strip()]
    parts: list[Part] = [Text(paragraphs=[one for one in told if one])]
    error = run.summary.get("error")
    if isinstance(error, str):
        parts.append(Text(title="The error", copied=error, severity="error"))
    figures = list(_figures(run))
    if figures:
        parts.append(KeyFigures(figures=figures))
    if items := gaps(run):
        text = "The page shows what the other files of the run tell."
        title = "Some of the run's files are missing or damaged"
        parts.append(Text(title=title, paragraphs=[text], items=items, severity="warning"))
    return Section(name="overview", title="Overview", parts=parts)


def _what(run: RunRecord) -> str:
    """What was trained, on what."""
    optimizer = _optimizer(run)
    by = f" by {optimizer}" if optimizer else ""
    if run.surface is not None:
        surface = run.surface.replace("_", " ")
        return f"The minimum of the surface {surface} was looked for{by}: no data, two numbers."
    if not run.setup and not run.recipe and not run.directory.is_of_code:
        return "What was trained is not known: the files that tell it are missing or damaged."
    weights = run.summary.get("parameters", {}).get("trainable")
    size = "" if weights is None else f" with {weights:,} weights"
    return f"{_model(run)}{size} was trained{_task(run)}{_data(run)}{by}."


def _optimizer(run: RunRecord) -> str:
    """Its class as the field writes it, `Adam`; without a setup the recipe's word for it."""
    built = run.setup.get("optimizer")
    name = built.get("class") if isinstance(built, dict) else None
    return name if isinstance(name, str) else _kind(run.recipe.get("optimizer")).replace("_", " ")


def _model(run: RunRecord) -> str:
    if run.directory.is_of_code:
        return "A model from Python code"
    kind = _kind(run.recipe.get("model"))
    words = _MODELS.get(kind, kind.rpartition(":")[2].replace("_", " ") or "model")
    return f"A{'n' if words[0] in 'aeioAEIO' else ''} {words}"


def _task(run: RunRecord) -> str:
    """What the outputs stand for."""
    classes = len(run.output_names("classes") or ()) or run.setup.get("classes")
    labels = len(run.output_names("labels") or ())
    match run.setup.get("targets"):
        case "classes" if classes:
            return f" to tell {classes} classes apart"
        case "labels" if labels:
            return f" to say which of {labels} labels apply"
        case "values":
            return " to predict numbers"
    return ""


def _data(run: RunRecord) -> str:
    samples = run.setup.get("samples")
    count = f" from {samples:,} examples" if isinstance(samples, int) else ""
    data = _kind(run.recipe.get("data"))
    return f"{count} of {data.replace('_', ' ')}" if count and data else count


def _kind(block: Any) -> str:
    """The name of a component, however the recipe writes it."""
    kind = block.get("kind") if isinstance(block, dict) else block
    return kind if isinstance(kind, str) else ""


def _how(run: RunRecord) -> str:
    """How far it came, and what came of it."""
    rows = run.history.rows
    if run.surface is not None:
        distance = run.summary.get("metrics", {}).get("distance")
        steps = f"After {run.summary.get('steps', 0):,} steps"
        if distance is None:
            return f"{steps} it is nowhere: its numbers are no longer finite."
        return f"{steps} it is {show(distance)} away from the nearest minimum."
    if not rows:
        return f"{_end(run)}: no epoch was finished."
    first = first_lost_epoch(rows)
    if first is not None:
        return f"{_end(run)}, but from epoch {first} on the loss is no number any more."
    return f"{_end(run)}; {_result(run)}"


def _end(run: RunRecord) -> str:
    done = _epochs(len(run.history.rows))
    planned = run.setup.get("epochs")
    of = f"{done} of {planned:,}" if isinstance(planned, int) and planned else done
    are = "is" if len(run.history.rows) == 1 else "are"
    if not run.has_summary:
        return f"How it ended is not known; {of} {are} done"
    if run.is_gone:
        return f"Its process is gone: it was killed, or the machine stopped; {of} {are} done"
    match run.status:
        case "finished":
            early = " and was then stopped by a callback" if run.summary.get("stopped_by") else ""
            return f"It took {done}{early}"
        case "failed":
            return f"The run ended by an error after {of}"
        case "interrupted":
            return f"The run was interrupted after {of}"
    goes_on = "The run goes on" if run.is_at_work else "The run goes on, or its process was killed"
    return f"{goes_on}; {of} {are} done"


def _epochs(count: int) -> str:
    return f"{count:,} epoch{'' if count == 1 else 's'}"


def _result(run: RunRecord) -> str:
    """The figure that tells most, in words."""
    metrics = run.summary.get("metrics", {})
    last = run.history.rows[-1]
    for split, prefix in (("test", "test_"), ("validation", "val_")):
        known = metrics if split == "test" else last
        accuracy = known.get(f"{prefix}accuracy")
        if accuracy is not None and run.setup.get("targets") == "classes":
            return (
                f"it is right on {100 * accuracy:.1f}\u00a0% of the {split} examples{_chance(run)}."
            )
        name = next((one for one in known if one.startswith(prefix) and "loss" not in one), None)
        value = None if name is None else known[name]
        if name is not None and value is not None:
            metric = name.removeprefix(prefix).replace("_", " ")
            return f"on the {split} examples its {metric} is {show_metric(value)}."
    return f"its training loss is {show_metric(last['loss'])}." if "loss" in last else "."


def _chance(run: RunRecord) -> str:
    classes = len(run.output_names("classes") or ()) or run.setup.get("classes")
    return f", where guessing gives about {100 / classes:.0f}\u00a0%" if classes else ""


def _verdict(run: RunRecord) -> str:
    """What the doctor says, in a sentence."""
    diagnosis = run.diagnosis
    if diagnosis is not None:
        return f"What is wrong: {diagnosis.sentence}"
    if run.surface is not None or run.status != "finished":
        return ""
    return run.doubt or "Nothing wrong was found."


def _figures(run: RunRecord) -> Iterator[KeyFigure]:
    """The results first, then what they took."""
    metrics, history = run.summary.get("metrics", {}), run.history
    for name, value in metrics.items():
        if name.startswith("test_") or run.surface is not None:
            shown = "not finite" if value is None else show_metric(value)
            yield KeyFigure(label=name.replace("_", " "), value=shown)
    deciding = deciding_measure(history.columns)
    best = None if deciding is None else history.best(deciding)
    if deciding is not None and best is not None:
        label = f"best {deciding.replace('val_', 'validation ')}"
        note = f"in epoch {best['epoch']} of {len(history.rows)}"
        yield KeyFigure(label=label, value=show_metric(best[deciding]), note=note)
    weights = run.summary.get("parameters", {}).get("trainable")
    if weights is not None:
        yield KeyFigure(label="weights", value=f"{weights:,}")
    seconds = run.summary.get("seconds")
    if seconds is not None:
        yield KeyFigure(label="time", value=show_seconds(seconds), note=_speed(run))


def _speed(run: RunRecord) -> str:
    speeds = [one for one in run.history.column("images_per_second") if math.isfinite(one)]
    return f"{show(sorted(speeds)[len(speeds) // 2])} examples/s" if speeds else ""
