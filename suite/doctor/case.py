"""What the doctor knows about a run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Training accuracy below which an extreme setting may be blamed for a run that has learned little.
ENOUGH = 0.9
SEVERITIES = ("error", "warning", "note")
# The diagnostics' scalars that a rule asks for in every epoch; of others it asks for the last.
EPOCH_COLUMNS = ("gradient_norm/mean", "gradient_norm/rms", "update_ratio/max", "full_batch/passes")


@dataclass(frozen=True)
class Case:
    """The files of a run directory as plain values.

    Args:
        findings: as `findings.json` holds them, or `Finding.to_plain()`.
        rows: of `history.csv`, one an epoch.
        recipe: the resolved recipe.
        summary: `summary.json`.
        setup: `setup.json`, what was built; empty where a run has left none, and then the recipe
            is all there is.
        examination: `examination.json`, what was measured after a run in trouble; or empty.

    Example:
        >>> case = Case([], rows=[{"accuracy": 0.5}], recipe={"model": {"dropout": 0.3}})
        >>> case.fact("model.dropout"), case.last("accuracy"), case.in_trouble
        (0.3, 0.5, True)
    """

    findings: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, float]] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] = field(default_factory=dict)
    setup: Mapping[str, Any] = field(default_factory=dict)
    examination: Mapping[str, Any] = field(default_factory=dict)

    def find(
        self, diagnostic: str, *topics: str, least: str = "warning"
    ) -> Mapping[str, Any] | None:
        """The earliest finding of a diagnostic, before training first; None if there is none.

        Args:
            diagnostic: its name.
            topics: any of them; none given: any topic.
            least: the lowest severity that counts.
        """
        counted = SEVERITIES[: SEVERITIES.index(least) + 1]
        found = [
            one
            for one in self.findings
            if one["diagnostic"] == diagnostic
            and one["severity"] in counted
            and (not topics or one["topic"] in topics)
        ]
        return min(found, key=lambda one: -1 if one["step"] is None else one["step"], default=None)

    def fact(self, key: str, default: Any = None) -> Any:
        """A value of the recipe, such as `model.dropout`; the default where it is not set."""
        return below(self.recipe, key, default)

    def built(self, key: str, default: Any = None) -> Any:
        """A value of the setup, such as `optimizer.kind`; the default where it is not known."""
        return below(self.setup, key, default)

    def examined(self, key: str) -> float:
        """A figure of the examination, such as `inference.train_loss`; NaN where there is none."""
        value = below(self.examination, key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(value) if is_number else math.nan

    def number(self, key: str, default: float = 0.0) -> float:
        """A fact as a number; the largest one of a list."""
        value = self.fact(key, default)
        values = value if isinstance(value, list) else [value]
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        return float(max(numbers, default=default))

    def last(self, name: str) -> float:
        """The last epoch's value; NaN where it was not measured."""
        return self.rows[-1].get(name, math.nan) if self.rows else math.nan

    def column(self, name: str) -> Iterator[float]:
        return (row[name] for row in self.rows if math.isfinite(row.get(name, math.nan)))

    @property
    def steps(self) -> int:
        """Steps that the run took."""
        return int(self.summary.get("steps") or (self.rows[-1].get("step", 0) if self.rows else 0))

    @property
    def classes(self) -> int:
        return max(2, len(self.summary.get("classes") or ()))

    @property
    def stuck(self) -> Mapping[str, Any] | None:
        """The finding that the loss stays where guessing puts it, unless it has left since."""
        found = self.find("loss_curve", "practice/babysitting")
        return None if found and self.last("loss") < (found["limit"] or 0.0) else found

    @property
    def lost(self) -> bool:
        """Whether nothing is learned: stuck, or not finite."""
        return bool(self.stuck or self.find("finite"))

    @property
    def in_trouble(self) -> bool:
        """Whether the run has learned little: stuck, not finite, or far from its training data."""
        return self.lost or self.last("accuracy") < ENOUGH


def below(values: Any, key: str, default: Any = None) -> Any:
    """What stands at `a.b.2.c` in nested mappings and lists; the default where nothing does."""
    for name in key.split("."):
        found = None
        if isinstance(values, Mapping):
            found = values.get(name)
        elif isinstance(values, list) and name.isdecimal() and int(name) < len(values):
            found = values[int(name)]
        if found is None:
            return default
        values = found
    return values
