"""Train one recipe of the zoo and keep everything that the doctor and its judges read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.doctor.fault import FAMILIES
from benchmarks.doctor.faults import FAULTS
from benchmarks.doctor.healthy import healthy_recipes
from benchmarks.doctor.unseen import UNSEEN
from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.history import History

SEEDS = (0, 1, 2)
# A variant has no fault to be compared with, so two runs of it will do.
VARIANT_SEEDS = (0, 2)
UNSEEN_SEEDS = (0, 1)
# Beside what every run measures, what the thresholds of others are applied to.
MEASURED_FOR_OTHERS = [{"kind": "activation_stats", "every": 10}]


@dataclass(frozen=True)
class Case:
    """One run of the zoo.

    Args:
        name: of the fault, or of the healthy variant.
        family: mlp, cnn or resnet.
        seed: of the run.
        recipe: as a plain mapping.
        fault: whether something is wrong with it.
    """

    name: str
    family: str
    seed: int
    recipe: dict[str, Any]
    fault: bool

    @property
    def file_name(self) -> str:
        words = "".join(c if c.isalnum() or c in ".-" else "_" for c in self.name)
        return f"{'fault' if self.fault else 'healthy'}-{self.family}-{words}-{self.seed}.json"


def all_cases() -> Iterator[Case]:
    """Every run, those of the first seed first."""
    healthy = healthy_recipes()
    for seed in SEEDS:
        for fault in (*FAULTS, *(UNSEEN if seed in UNSEEN_SEEDS else ())):
            for family in FAMILIES:
                if family in fault.families:
                    yield Case(fault.name, family, seed, fault.recipes(family)[0], True)
        for (family, name), recipe in healthy.items():
            if name.startswith("twin") or seed in VARIANT_SEEDS:
                yield Case(name, family, seed, recipe, False)


def train(case: Case) -> dict[str, Any]:
    """Run the case's recipe, and collect what its run directory holds."""
    import suite

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "recipe.yaml")
        recipe = {**case.recipe, "name": "zoo", "seed": case.seed}
        recipe["callbacks"] = MEASURED_FOR_OTHERS
        path.write_text(yaml.safe_dump(recipe), "utf-8")
        run = suite.run(suite.load(path), Path(folder, "run"), quiet=True)
        return collected(RunDirectory.open(run.path))


def collected(directory: RunDirectory) -> dict[str, Any]:
    """The readable files of a run."""
    lines = []
    if directory.diagnostics_jsonl.is_file():
        lines = directory.diagnostics_jsonl.read_text("utf-8").splitlines()
    return {
        "recipe": yaml.safe_load(directory.recipe_yaml.read_text("utf-8")),
        "summary": json.loads(directory.summary_json.read_text("utf-8")),
        "findings": json.loads(directory.findings_json.read_text("utf-8")),
        "history": History.read(directory.history_csv).rows,
        "measurements": [json.loads(line) for line in lines],
    }


def recorded(case: Case, folder: Path) -> dict[str, Any] | None:
    """The record of a case, if its recipe has not changed since."""
    file = folder / case.file_name
    if not file.is_file():
        return None
    record = json.loads(file.read_text("utf-8"))
    return record if record["asked"] == json.loads(json.dumps(case.recipe)) else None


def keep(case: Case, record: dict[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    whole = {"asked": case.recipe, "name": case.name, "family": case.family, **record}
    write_whole(folder / case.file_name, json.dumps(whole, allow_nan=True))
