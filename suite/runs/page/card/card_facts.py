"""What a run's files tell for the card of its model, as cells and sentences of Markdown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from suite.runs.numbers import show, show_metric, show_seconds
from suite.runs.page.card.markdown import code, escaped, prose
from suite.runs.run_record import RunRecord

_LISTED = 20  # names of classes


def model_sentence(run: RunRecord) -> str:
    """What it is: its kind, size, input and output; and how far the run came."""
    parameters = run.summary.get("parameters", {}).get("total")
    kind = _kind(run.recipe.get("model"))
    what = f"A network ({code(kind)})" if kind else "A network"
    size = f" of {parameters:,} parameters" if parameters is not None else ""
    takes = _shape(_layers(run)[0]) if _layers(run) else ""
    reads = f" It takes {takes} and gives {_outputs(run)}." if takes else ""
    return f"{what}{size}, {escaped(run.outcome)}.{reads}"


def figure_rows(run: RunRecord, best: bool) -> list[tuple[str, str, str, str]]:
    """Each metric over the training set, the validation set and the test set.

    Args:
        best: of the best epoch, whose model was not tested; else of the last one.
    """
    epoch, metrics = _model_epoch(run, best), tested(run, best)
    last = next((row for row in run.history.rows if row["epoch"] == epoch), {})
    names = [*run.history.metrics, *(name.removeprefix("test_") for name in metrics)]
    rows = []
    for name in dict.fromkeys(names):
        values = (last.get(name), last.get(f"val_{name}"), metrics.get(f"test_{name}"))
        if any(value is not None for value in values):
            training, validation, test = map(_number, values)
            rows.append((escaped(name), training, validation, test))
    return rows


def _model_epoch(run: RunRecord, best: bool) -> float | None:
    """After which epoch the model was as it is; None where none was finished."""
    if best:
        return run.summary.get("metrics", {}).get("best_epoch")
    return run.history.rows[-1]["epoch"] if run.history.rows else None


def tested(run: RunRecord, best: bool) -> dict[str, float | None]:
    """The figures of the model over the test set; the suite tests that of the last epoch."""
    if best and _model_epoch(run, True) != _model_epoch(run, False):
        return {}
    metrics = run.summary.get("metrics", {})
    return {name: value for name, value in metrics.items() if name.startswith("test_")}


def limits(run: RunRecord, best: bool) -> Iterator[str]:
    """What is known of where the model ends; said by the doctor, the findings and the figures."""
    if run.status != "finished":
        yield f"The run is {escaped(run.outcome)}: the model is not trained to its end."
    epoch = _model_epoch(run, best)
    if best and epoch is not None:
        epochs = len(run.history.rows)
        yield f"It is the model of epoch {epoch}, the best of {epochs} on validation."
    if not tested(run, best):
        yield "It was not measured on a test set: how good it is on new data is not known."
    if run.diagnosis is not None:
        yield f"The doctor of the suite says: {prose(run.diagnosis.sentence)}"
        yield from _evidence(run.diagnosis)
    else:
        yield run.doubt or "The doctor of the suite found nothing wrong with the training."
        for finding in run.findings:
            if finding["severity"] != "note":
                yield f"{finding['severity'].capitalize()}: {prose(finding['text'])}"
    if (seed := dict(run.summary).get("seed")) is not None:
        yield f"It is one run, of seed {escaped(seed)}: another comes out a little better or worse."
    yield "It knows nothing but its data: of inputs unlike those it answers all the same."


def _evidence(diagnosis: Any) -> Iterator[str]:
    """The sentence with the figure, unless the diagnosis leaves the cause open."""
    if not diagnosis.withheld:
        yield f"That shows in this: {prose(diagnosis.evidence.text)}"


def data_rows(run: RunRecord) -> Iterator[tuple[str, str]]:
    """Which data, how much of it, of which classes."""
    data, setup = run.recipe.get("data"), run.setup
    if isinstance(data, dict):
        yield "data", code(data.get("name") or _kind(data))
        if data.get("limit"):
            yield "of it", f"at most {escaped(data['limit'])} examples a split"
    for name, key in (
        ("training examples", "samples"),
        ("validation examples", "validation_samples"),
    ):
        if isinstance(setup.get(key), int):
            yield name, f"{setup[key]:,}"
    for targets in ("classes", "labels", "values"):
        names = run.output_names(targets)
        if names:
            more = f", ... ({len(names):,} in all)" if len(names) > _LISTED else ""
            yield targets, ", ".join(map(escaped, names[:_LISTED])) + more
    if isinstance(data, dict) and isinstance(data.get("normalize"), dict):
        yield "normalization", f"{code(_kind(data['normalize']))}, inside the model"
    if setup.get("augment"):
        yield "augmentation", f"{', '.join(map(code, setup['augment']))}, while training"


def training_rows(run: RunRecord) -> Iterator[tuple[str, str]]:
    """The recipe in short, as it was really built."""
    setup, training = run.setup, run.recipe.get("training")
    for name in ("loss", "optimizer"):
        found = setup.get(name) or run.recipe.get(name)
        if kind := _kind(found):
            yield name, code(kind)
    rate = (setup.get("optimizer") or {}).get("learning_rate")
    if isinstance(rate, dict):
        yield "learning rate", _rate(rate)
    if isinstance(setup.get("batch_size"), int):
        yield "batch size", f"{setup['batch_size']:,}"
    if run.history.rows:
        yield "epochs", str(len(run.history.rows))
    if isinstance(training, dict) and training.get("precision"):
        yield "precision", code(training["precision"])
    seconds = run.summary.get("seconds")
    if seconds is not None:
        yield "time", show_seconds(float(seconds))


def _rate(rate: dict[str, Any]) -> str:
    """`0.01`, or `cosine_decay from 0.1 to 0`."""
    first, last = rate.get("first"), rate.get("last")
    if not isinstance(first, (int, float)) or not isinstance(last, (int, float)):
        return code(rate.get("kind"))
    if first == last:
        return show(first)
    return f"{code(rate.get('kind'))} from {show(first)} to {show(last)}"


def takes_images(run: RunRecord) -> bool:
    """Whether its inputs have a height, a width and colors."""
    shape = _layers(run)[0].get("output_shape") if _layers(run) else None
    return isinstance(shape, list) and len(shape) == 4


def _layers(run: RunRecord) -> list[dict[str, Any]]:
    layers = run.setup.get("layers")
    return layers if isinstance(layers, list) else []


def _shape(layer: dict[str, Any]) -> str:
    """`8 x 8 x 1 numbers`."""
    shape = layer.get("output_shape")
    if not isinstance(shape, list) or len(shape) < 2:
        return ""
    sizes = " x ".join("any" if size is None else str(size) for size in shape[1:])
    return f"{sizes} numbers"


def _outputs(run: RunRecord) -> str:
    """`a score for each of 10 classes`."""
    for targets in ("classes", "labels", "values"):
        names = run.output_names(targets)
        if names:
            one = "a number" if targets == "values" else "a score"
            return f"{one} for each of {len(names)} {targets}" if len(names) > 1 else one
    return f"{_shape(_layers(run)[-1])}"


def _kind(block: Any) -> str | None:
    """What a block of a recipe, or of `setup.json`, names."""
    found = block.get("kind") if isinstance(block, dict) else block
    return found if isinstance(found, str) else None


def _number(value: Any) -> str:
    if not isinstance(value, (int, float)):
        return ""
    return show_metric(value) if math.isfinite(value) else "not finite"
