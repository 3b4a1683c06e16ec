"""What the sites that share models read of a card: YAML between two lines of dashes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import yaml

from suite.runs.run_record import RunRecord
from suite.screen import plain

_TASKS = {"values": "regression", "classes": "classification", "labels": "classification"}


def front_matter(run: RunRecord, tested: Mapping[str, float | None]) -> str:
    """The head of the card; which license holds is left to whoever publishes the model.

    Args:
        run: over data.
        tested: the figures of the model over the test set.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> RunDirectory(Path(".")).write_summary({"status": "finished", "origin": "code"})
        >>> front_matter(RunRecord(RunDirectory(Path("."))), {}).splitlines()[:2]
        ['---', '# license: (choose one before you publish the model)']
    """
    task = _task_of(run)
    results = _results(tested)
    head: dict[str, Any] = {
        "library_name": "keras",
        **({"pipeline_tag": task} if task else {}),
        "tags": ["keras", "keras-training-suite", *_topic(run)],
    }
    if results and task:
        data = {"name": _data_name(run), "type": _data_name(run), "split": "test"}
        entry = {"task": {"type": task}, "dataset": data, "metrics": results}
        head["model-index"] = [{"name": plain(run.name), "results": [entry]}]
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, default_flow_style=False)
    return f"---\n# license: (choose one before you publish the model)\n{text}---"


def _task_of(run: RunRecord) -> str | None:
    """The task by the name that the sites give it; None where the run does not tell it."""
    shapes = [layer.get("output_shape") for layer in run.setup.get("layers") or ()]
    if not shapes or not isinstance(shapes[0], list):
        return None
    kind = _TASKS.get(str(run.setup.get("targets")))
    if kind is None:
        return None
    if len(shapes[0]) == 4:
        return f"image-{kind}" if kind == "classification" else None
    return f"tabular-{kind}" if len(shapes[0]) == 2 else None


def _topic(run: RunRecord) -> list[str]:
    topic = run.recipe.get("topic")
    return [plain(topic)] if isinstance(topic, str) else []


def _data_name(run: RunRecord) -> str:
    data = run.recipe.get("data")
    kind = data.get("name") or data.get("kind") if isinstance(data, dict) else None
    return plain(str(kind)) if kind else "data of the code"


def _results(tested: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """The figures of the test set, as far as they are numbers."""
    return [
        {"type": name.removeprefix("test_"), "value": value, "name": name.replace("_", " ")}
        for name, value in tested.items()
        if value is not None and math.isfinite(value)
    ]
