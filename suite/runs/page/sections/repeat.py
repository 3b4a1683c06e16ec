"""How to do the same again, and where it was done."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Cell, Table
from suite.runs.run_record import RunRecord

_FILES = {
    "recipe.yaml": "the recipe with every default filled in: makes this run again",
    "history.csv": "a row each epoch: loss, metrics, learning rate, diagnostics",
    "diagnostics.jsonl": "a line each measurement of a diagnostic",
    "findings.json": "what the diagnostics found",
    "summary.json": "status, figures, versions, device",
    "setup.json": "what was really built: layers, optimizer, loss",
    "examination.json": "what was measured after a run in trouble",
    "outcome.json": "what the trained model does: confusion, worst samples, calibration, filters",
    "identity.json": "digests of recipe, code and data, compared when the run is resumed",
    "model.keras": "the trained model; plain Keras opens it",
    "model.weights.h5": "the weights alone",
    "best.keras": "the model of the best epoch",
    "curves.png": "the curves as a picture",
    "path.csv": "the path over the surface, a row each step",
    "path.png": "the path as a picture",
}


def repeat(run: RunRecord) -> Section:
    """The command or the code, versions, seed, device, files.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished"})
        >>> directory.write_recipe("model: mlp")
        >>> repeat(RunRecord(directory)).parts[0].copied
        'python -m suite run mine/recipe.yaml'
    """
    parts: list[Part] = [*_again(run)]
    facts = list(_facts(run))
    if facts:
        parts.append(
            Table(name="environment", title="Where it ran", columns=["what", "value"], rows=facts)
        )
    files: list[list[Cell]] = [
        [name, (run.path / name).stat().st_size, text]
        for name, text in _FILES.items()
        if (run.path / name).is_file()
    ]
    if files:
        columns = ["file", "bytes", "what it holds"]
        parts.append(Table(name="files", title=f"Files in {run.path}", columns=columns, rows=files))
    return Section(name="repeat", title="How to repeat it", parts=parts)


def _again(run: RunRecord) -> Iterator[Text]:
    if run.directory.is_of_code:
        yield _code(run)
    elif run.directory.has_recipe:
        recipe = shlex.quote(str(run.directory.recipe_yaml))
        told = "With the same versions on the same device, the same weights come out, bit for bit."
        if not run.summary.get("determinism", False):
            told = "The same recipe gives about the same figures."
        yield Text(paragraphs=[told], copied=f"python -m suite run {recipe}")
    if run.directory.is_unfinished and not run.is_at_work:
        yield Text(
            paragraphs=["To go on where it stopped, from its newest checkpoint:"],
            copied=f"python -m suite run --resume {shlex.quote(str(run.path))}",
        )


def _code(run: RunRecord) -> Text:
    """For a run of `suite.fit`: the data is the user's, and so is the model."""
    arguments = {
        "epochs": run.setup.get("epochs"),
        "batch_size": run.setup.get("batch_size"),
    }
    known = "".join(f", {name}={value}" for name, value in arguments.items() if value is not None)
    validated = ", validation_data=(x_val, y_val)" if run.setup.get("validation_samples") else ""
    lines = [
        "import suite",
        "",
        "# model: built and compiled as before; x, y: the same arrays",
        f"history = suite.fit(model, x, y{validated}{known})",
        "",
        "# the trained model",
        "import keras",
        f"model = keras.models.load_model({str(run.directory.model_keras)!r})",
    ]
    told = (
        "It was trained from Python by `suite.fit`, so the code that made model and data is needed."
    )
    return Text(paragraphs=[told], copied="\n".join(lines))


def _facts(run: RunRecord) -> Iterator[list[Cell]]:
    summary: dict[str, Any] = dict(run.summary)
    for name in ("seed", "device", "platform"):
        if summary.get(name) is not None:
            yield [name, _plain(summary[name])]
    for block in ("versions", "variables"):
        values = summary.get(block)
        if isinstance(values, dict):
            yield from ([str(name), _plain(value)] for name, value in values.items())
    if "determinism" in summary:
        yield ["deterministic operations", "yes" if summary["determinism"] else "no"]
    if isinstance(summary.get("xla"), str):
        yield ["compiled by XLA", summary["xla"]]


def _plain(value: Any) -> Cell:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
