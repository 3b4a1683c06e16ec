"""Run directories made by hand: no model is trained."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.history import History

VERSIONS = {"suite": "0.1.0", "keras": "3.15.1"}
DATA = {"training": "100 examples of 8x8x1 uint8, content aa", "classes": "10, names bb"}


def made_run(
    path: Path,
    recipe: Mapping[str, Any] | None = None,
    curves: Mapping[str, Sequence[float]] | None = None,
    *,
    status: str = "finished",
    name: str = "digits",
    metrics: Mapping[str, float | None] | None = None,
    data: Mapping[str, str] | None = None,
    code: Mapping[str, Mapping[str, str]] | None = None,
    findings: Sequence[Mapping[str, Any]] = (),
    **summary: Any,
) -> Path:
    """A run as its files tell it.

    Args:
        path: its folder.
        recipe: resolved; `name` is added.
        curves: the values of each column of the history, an epoch each.
        status, name, summary: of the summary, with whatever else it has.
        metrics: of the summary, beside the last of each curve.
        data, code: of the identity.
        findings: all of them.
    """
    directory = RunDirectory(path)
    path.mkdir(parents=True, exist_ok=True)
    directory.write_recipe(yaml.safe_dump({"name": name, **(recipe or {})}))
    curves = curves or {}
    epochs = max(map(len, curves.values()), default=0)
    rows = [
        {"epoch": n + 1, "step": 10 * n + 10}
        | {column: values[n] for column, values in curves.items() if n < len(values)}
        for n in range(epochs)
    ]
    history = History(rows)
    if rows:
        history.write(directory.history_csv)
    directory.write_findings(list(findings))
    known = {"versions": VERSIONS, "device": "a processor", "seconds": 1.5, **summary}
    figures = {**history.figures(), **(metrics or {})}
    directory.write_summary(
        {"status": status, "recipe": name, "metrics": figures, "epochs": epochs, **known}
    )
    identity = {"data": data or DATA, "code": code or {}, "recipe": {}}
    (path / "identity.json").write_text(json.dumps(identity), "utf-8")
    return path


def made_sweep(path: Path, over: Mapping[str, Any], figures: Mapping[tuple, float | None]) -> Path:
    """A sweep over keys below `optimizer`, with `val_loss` as its metric.

    Args:
        path: its folder.
        over: the keys with their values or ranges.
        figures: the combinations with what came of them; None where the trial failed.
    """
    trials = []
    for number, (values, figure) in enumerate(figures.items()):
        edits = dict(zip(over, values, strict=True))
        optimizer = {key.partition(".")[2]: value for key, value in edits.items()}
        if figure is not None:
            curves = {"val_loss": [figure + 1, figure]}
            made_run(path / "trials" / f"{number:03}", {"optimizer": optimizer}, curves)
        status = "failed" if figure is None else "finished"
        trial = {"number": number, "edits": edits, "status": status, "value": figure}
        trials.append(trial | ({"reason": "it broke\nat line 3"} if figure is None else {}))
    state = {"status": "finished", "recipe": "rates", "metric": "val_loss", "direction": "min"}
    (path / "sweep.json").write_text(json.dumps({**state, "trials": trials}), "utf-8")
    (path / "recipe.yaml").write_text(yaml.safe_dump({"sweep": {"over": dict(over)}}), "utf-8")
    return path
