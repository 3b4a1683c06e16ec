"""Train one run of the zoo and keep everything that the doctor and its judges read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import yaml

from benchmarks.doctor.case import Case
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.history import History

# Beside what every run measures, what the thresholds of others are applied to.
_MEASURED_FOR_OTHERS = [{"kind": "activation_stats", "every": 10}]

Record = dict[str, Any]


def train(case: Case, *overrides: str) -> Record:
    """Run what the case asks for, and collect what its run directory holds.

    Args:
        case: which run.
        overrides: of its recipe, such as the doctor proposes.
    """
    import suite

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "run")
        if case.collection == "program":
            from benchmarks.doctor.programs.run_program import run_program

            score = run_program(case.recipe, case.seed, out)
            return {**collected(RunDirectory(out)), "score": score}
        path = Path(folder, "recipe.yaml")
        recipe = {**case.recipe, "name": "zoo", "seed": case.seed}
        recipe["callbacks"] = [*case.recipe.get("callbacks", ()), *_MEASURED_FOR_OTHERS]
        path.write_text(yaml.safe_dump(recipe), "utf-8")
        source = case.recipe.get("shipped", path)
        run = suite.run(suite.load(source, *overrides), out, quiet=True)
        return collected(RunDirectory.open(run.path))


def collected(directory: RunDirectory) -> Record:
    """The readable files of a run."""
    lines = []
    if directory.diagnostics_jsonl.is_file():
        lines = directory.diagnostics_jsonl.read_text("utf-8").splitlines()
    recipe = directory.recipe_yaml
    return {
        "recipe": yaml.safe_load(recipe.read_text("utf-8")) if recipe.is_file() else {},
        "summary": json.loads(directory.summary_json.read_text("utf-8")),
        "findings": json.loads(directory.findings_json.read_text("utf-8")),
        "history": History.read(directory.history_csv).rows,
        "setup": _if_there(directory.path / "setup.json"),
        "examination": _if_there(directory.path / "examination.json"),
        "measurements": [json.loads(line) for line in lines],
    }


def _if_there(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


def recorded(case: Case, folder: Path) -> Record | None:
    """The record of a case, if its recipe has not changed since."""
    record = read(folder / case.file_name)
    return record if record and record["asked"] == json.loads(json.dumps(case.recipe)) else None


def read(file: Path) -> Record | None:
    return json.loads(file.read_text("utf-8")) if file.is_file() else None


def keep(case: Case, record: Record, folder: Path) -> None:
    whole = {"asked": case.recipe, "name": case.name, "family": case.family, **record}
    write(whole, folder / case.file_name)


def write(record: Record, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, json.dumps(record, allow_nan=True))
