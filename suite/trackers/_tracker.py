"""The contract of trackers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

Plain = bool | int | float | str


@dataclass(frozen=True)
class TrackedRun:
    """What a tracker is told of a run when it is opened.

    Args:
        name: of the run, to be shown.
        recipe: the resolved recipe.
        folder: where the tracker may leave files; it is there.
        shared: the same of all runs of a sweep; without a sweep, `folder`.
        group: of a sweep, a name that its runs share; else None.
        id: what `open` returned for this run before it was killed; None for a new one.

    Example:
        >>> recipe = {"seed": 0, "optimizer": {"kind": "sgd"}, "metrics": ["accuracy"]}
        >>> TrackedRun("net", recipe, Path("track"), Path("track")).settings
        {'seed': 0, 'optimizer.kind': 'sgd', 'metrics': '["accuracy"]'}
    """

    name: str
    recipe: Mapping[str, Any]
    folder: Path
    shared: Path
    group: str | None = None
    id: str | None = None

    @property
    def settings(self) -> dict[str, Plain]:
        """Every key of the recipe with its value, lists and nulls as JSON writes them."""
        return dict(_flat(self.recipe))

    @property
    def recipe_name(self) -> str:
        """What runs of the same recipe have in common."""
        return str(self.recipe.get("name") or "recipe")


class Tracker:
    """Takes what a run measures and finds to where it is kept.

    It lives in a process of its own, apart from training. Whatever a method raises ends the
    tracking with one warning, and nothing else. Import heavy packages in `open`.

    Attributes:
        package: what `import` must find; None: nothing. It is looked for before training.
        install: what `pip install` is told to bring it.
        lag: seconds after which what was logged outlasts a machine that dies; whatever is younger
            then is told again when the run is resumed. Where the run's process alone dies, `finish`
            is called all the same.

    Example:
        >>> class Printed(suite.Tracker):
        ...     def log(self, step, values):
        ...         print(step, values["loss"])
        >>> Printed().log(100, {"loss": 0.25})
        100 0.25
    """

    package: ClassVar[str | None] = None
    install: ClassVar[str | None] = None
    lag: float = 0.0

    def open(self, run: TrackedRun) -> str | None:
        """Begin, or go on where `run.id` is given.

        Returns:
            What names the run in the tracker; `run.id` when the run is resumed.
        """
        return None

    def log(self, step: int, values: Mapping[str, float]) -> None:
        """Take the figures of a step: all of `history.csv` at an epoch's end, the scalars of
        diagnostics when they are measured. Steps rise, but for a run that goes back after a NaN.

        Args:
            step: how many were taken.
            values: by their names in `history.csv`; NaN and infinities are among them.
        """

    def finding(self, finding: Mapping[str, Any]) -> None:
        """Take a finding.

        Args:
            finding: as `findings.json` holds it.
        """

    def finish(self, status: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        """End.

        Args:
            status: finished, interrupted, failed; killed, if the run's process is gone.
            figures: of `summary.json` that no epoch has, as `test_accuracy`.
            files: what a person looks at first, the page, where it is there.
        """


def told(finding: Mapping[str, Any]) -> str:
    """A finding as one line, with what can be done."""
    edit = finding.get("edit")
    since = "" if finding.get("step") is None else f" (since step {finding['step']})"
    return f"{finding['text']}{since}" + (f" Try: {edit}" if edit else "")


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Plain]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for number, item in enumerate(value):
            yield from _flat(item, f"{path}.{number}")
    elif isinstance(value, bool | int | float | str):
        yield path, value
    else:
        yield path, json.dumps(value, default=str)
