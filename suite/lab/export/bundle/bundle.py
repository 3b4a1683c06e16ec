"""A zip to hand to a colleague: the model with its page, its recipe, and a script that predicts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from suite.errors import UserError
from suite.lab.export.bundle.model_parts import ModelParts
from suite.lab.export.bundle.without_paths import MachinePaths
from suite.lab.export.served import Arrays, Asked, Served
from suite.lab.export.source import Source
from suite.runs.files.strict_json import json_text
from suite.runs.page.card.model_card import model_card
from suite.runs.run import Run
from suite.training.assembly.metrics import last_activation

_SCRIPT = Path(__file__).with_name("predict.py")
# Of the run: what a reader may want, where it is there.
_TEXTS = ("report.html", "recipe.yaml", "summary.json", "findings.json", "history.csv")
_PICTURES = ("curves.png",)
# The first day that a zip can tell: the same run gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_TARGETS = ("classes", "labels", "values")


def write(source: Source, path: Path) -> None:
    """Write the zip; no text in it tells a path of this machine."""
    run, parts = source.run, ModelParts.of(source.model, str(source.file))
    paths = MachinePaths(run.path, run.recipe, _own_places(source, parts))
    texts = {name: run.path / name for name in _TEXTS}
    members: dict[str, str | Path] = {
        name: paths.hidden_in(file.read_text("utf-8"))
        for name, file in texts.items()
        if file.is_file()
    }
    members |= {name: run.path / name for name in _PICTURES if (run.path / name).is_file()}
    members |= {f"parts/{name}": text for name, text in parts.files.items()}
    members |= {
        "model.keras": source.file,
        "predict.py": _SCRIPT,
        "predict.json": json_text(_facts(source, parts)),
        "README.md": paths.hidden_in(model_card(run, [*members, "predict.py"], source.best)),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(members):
            _add(archive, name, members[name])


def _add(archive: zipfile.ZipFile, name: str, content: str | Path) -> None:
    """A member whose bytes depend on its content alone."""
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.external_attr = 0o644 << 16
    data = (
        content.read_bytes()
        if isinstance(content, Path)
        else content.encode(errors="backslashreplace")
    )
    # A model file is a zip itself.
    stored = name.endswith((".keras", ".png"))
    archive.writestr(entry, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED, 9)


def _own_places(source: Source, parts: ModelParts) -> dict[str, str]:
    """Where the files of the user's that the recipe names are in the zip."""
    named = {part.partition(":")[0] for part in _kinds(source.run.recipe)}
    return {one: f"./parts/{Path(one).name}" for one in named if Path(one).name in parts.own}


def _kinds(value: Any) -> list[str]:
    """Every text in a recipe that may name a file."""
    if isinstance(value, str):
        return [value] if ".py:" in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _kinds(one)]


def _facts(source: Source, parts: ModelParts) -> dict[str, Any]:
    """What the script has to know of the model."""
    served, run = Served(source.model), source.run
    targets, names = _named_outputs(run)
    return {
        "model": run.name,
        "inputs": {
            name: {"shape": spec.shape.as_list()[1:], "type": spec.dtype.name}
            for name, spec in zip(served.input_names, served.specs, strict=True)
        },
        "outputs": served.output_names,
        "targets": targets,
        "names": names,
        "activation": last_activation(source.model) if len(served.output_names) == 1 else None,
        "modules": parts.modules,
        "own": parts.own,
    }


def _named_outputs(run: Run) -> tuple[str, list[str]]:
    """What the outputs stand for, and their names; values where nothing tells it."""
    for targets in _TARGETS:
        names = run.output_names(targets)
        if names is not None:
            return targets, names
    return str(run.setup.get("targets") or "values"), []


def opened(path: Path, names: Sequence[str]) -> Asked:
    """What the script in a zip makes of a batch, in a process of its own."""
    return lambda inputs: _asked(path, names, inputs)


def _asked(path: Path, names: Sequence[str], inputs: Arrays) -> Arrays:
    """Its answer.

    Raises:
        UserError: the script ends with an error, which is told.
    """
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        arrays: dict[str, Any] = dict(inputs)
        np.savez(Path(folder, "inputs.npz"), **arrays)
        command = [sys.executable, "predict.py", "inputs.npz", "--save", "outputs.npz"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, env=_environment(), check=False
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
            raise UserError(
                f"{path.name}: predict.py in it does not open the model ({last}); export "
                "saved_model or onnx, which need no source."
            )
        with np.load(Path(folder, "outputs.npz")) as found:
            return {name: found[name] for name in names}


def _environment() -> dict[str, str]:
    """Of a process that finds its packages where this one does."""
    paths = [path for path in sys.path if path]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "CUDA_VISIBLE_DEVICES": "-1"}
