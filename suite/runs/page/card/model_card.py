"""A README.md about a trained model, made of what its run has left."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from suite.runs.page.card.card_facts import (
    data_rows,
    figure_rows,
    limits,
    model_sentence,
    takes_images,
    tested,
    training_rows,
)
from suite.runs.page.card.front_matter import front_matter
from suite.runs.page.card.markdown import block, code, escaped, table
from suite.runs.run_record import RunRecord


def model_card(run: RunRecord, files: Container[str] = (), best: bool = False) -> str:
    """The model card of a run: what it is, its figures, where it ends, how it is used and repeated.

    Everything in it was measured or set in the run. What only its author knows (what the model is
    for, under which license) is asked for and not made up.

    Args:
        run: over data.
        files: what lies beside the card: `model.keras`, `predict.py`, `report.html`, `recipe.yaml`.
        best: whether it is about the model of the best epoch; else of the last one.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "origin": "code", "recipe": "<mine>"})
        >>> "# &lt;mine&gt;" in model_card(RunRecord(directory)).splitlines()
        True
    """
    parts = [front_matter(run, tested(run, best)), f"# {escaped(run.name)}", model_sentence(run)]
    parts += _section(
        "Figures", table(("", "training", "validation", "test"), figure_rows(run, best))
    )
    if "report.html" in files:
        parts.append("`report.html` shows the run: curves, findings, measurements.")
    parts += _section("Where it ends", "\n".join(f"- {one}" for one in limits(run, best)))
    parts += _section("How to use it", "\n\n".join(_uses(run, files)))
    parts += _section("Data", table(("", ""), data_rows(run)))
    parts += _section("How it was trained", table(("", ""), training_rows(run)))
    parts += _section("How to repeat it", "\n\n".join(_repeats(run, files)))
    parts += _section("Versions", table(("", ""), _versions(run)))
    parts += _section("License", _LICENSE)
    return "\n\n".join(part for part in parts if part) + "\n"


_LICENSE = (
    "Whoever publishes the model says under which license it may be used, here and as `license:` "
    "in the head of this file; that of the data may bind it too."
)


def _section(title: str, text: str) -> list[str]:
    """A heading and what stands below it; nothing where there is nothing to say."""
    return [f"## {title}", text] if text else []


def _uses(run: RunRecord, files: Container[str]) -> Iterator[str]:
    """From the shell, and in Python."""
    if "predict.py" in files:
        takes = "images, " if takes_images(run) else ""
        yield f"`predict.py` needs Keras, NumPy and Pillow; it takes {takes}`.csv` or `.npy` files:"
        yield block("python predict.py FILE ...", "sh")
        lines = ["from predict import open_model", "", "model = open_model()"]
    else:
        load = 'model = keras.models.load_model("model.keras")'
        lines = [*_needs(run), "import keras", "", load]
    yield "In Python:"
    yield block("\n".join([*lines, "outputs = model.predict(inputs)"]), "python")
    if run.recipe:
        yield "It takes the data as it is: what `normalize` asks for is a layer of the model."


def _needs(run: RunRecord) -> list[str]:
    """The import without which Keras does not open the model."""
    found = run.summary.get("model")
    needs = found.get("needs") if isinstance(found, dict) else None
    if not isinstance(needs, dict) or not needs:
        return []
    ours = all(str(part).startswith("suite.") for part in needs.values())
    named = ", ".join(sorted({escaped(str(part).rpartition(":")[2]) for part in needs.values()}))
    if ours:
        return [f"import suite  # the model has layers of it: {named}"]
    return [f"# first import what defines {named}"]


def _repeats(run: RunRecord, files: Container[str]) -> Iterator[str]:
    """The command that trains it anew."""
    if not run.recipe:
        yield "It was trained by code of its author's, which is not known here."
        return
    version = _versions_of(run).get("suite")
    where = (
        "`recipe.yaml` lies beside this file" if "recipe.yaml" in files else "In the run's folder"
    )
    yield (
        f"{where}; every default is filled in. With the Keras training suite"
        f"{f' {escaped(version)}' if version else ''}, the same versions and the same data, it "
        "gives the same weights:"
    )
    yield block("python -m suite run recipe.yaml", "sh")
    if "recipe.yaml" in files and any(Path(text).is_absolute() for text in _texts(run.recipe)):
        yield "Of paths on its author's machine the recipe has the last names: put yours there."


def _texts(value: object) -> Iterator[str]:
    """Every text in nested values."""
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, str):
        yield value
    elif isinstance(inner, Iterable):
        for one in inner:
            yield from _texts(one)


def _versions(run: RunRecord) -> list[tuple[str, str]]:
    rows = [(escaped(name), code(version)) for name, version in _versions_of(run).items()]
    device = dict(run.summary).get("device")
    return [*rows, ("device", escaped(device))] if device else rows


def _versions_of(run: RunRecord) -> dict[str, object]:
    found = dict(run.summary).get("versions")
    return found if isinstance(found, dict) else {}
