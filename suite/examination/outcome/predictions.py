"""What a trained model answers to samples that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from suite.data.targets import Targets
from suite.examination.outcome.reliability import probabilities

# What outputs are: probabilities of one class of several, of each by itself, logits of either,
# scores around 0, or estimates of the targets.
Link = Literal["softmax", "sigmoid", "logits", "scores", "estimates"]
_TINY = float(np.finfo(np.float64).tiny)


@dataclass(frozen=True, eq=False)
class Predictions:
    """Outputs beside the targets, and the inputs that they were computed from.

    Args:
        kind: `classes`: each sample belongs to one; `labels`: each has any number of them;
            `values`: real numbers.
        outputs: as the model gave them; they need not be finite.
        targets: class numbers; else a row for each sample.
        link: what the outputs are.
        names: of the classes, labels or values; a number where there are too few.
        rows: the places of the samples in their split; the first ones by default.
        inputs: of all samples of the split, by their places; None where there are several arrays.
        form: what a sample of the inputs is, see `form_of`.
        files: of all samples of the split; None where they have none.
        features: the names of the columns of a table, as far as they are known.

    Shapes:
        outputs: (n, K). targets: (n,) of classes, else (n, K). rows: (n,).

    Example:
        >>> found = Predictions("classes", np.array([[0.0, 2.0]]), np.array([0]), "logits")
        >>> found.answered.tolist(), found.losses.round(3).tolist()
        ([1], [2.127])
    """

    kind: Targets
    outputs: np.ndarray
    targets: np.ndarray
    link: Link = "estimates"
    names: Sequence[str] = ()
    rows: np.ndarray | None = None
    inputs: Any = None
    form: str = "other"
    files: Sequence[str] | None = None
    features: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.outputs)

    @cached_property
    def places(self) -> np.ndarray:
        """Of the samples in their split."""
        return np.arange(len(self)) if self.rows is None else self.rows

    @cached_property
    def sound(self) -> np.ndarray:
        """Which samples have finite outputs."""
        return np.asarray(np.isfinite(self.outputs).all(axis=1))

    def name(self, number: int) -> str:
        """Of a class, label or value."""
        return str(self.names[number]) if number < len(self.names) else str(number)

    @cached_property
    def classes(self) -> int:
        """How many there are, by the outputs, the names and the targets."""
        own = 2 if self.outputs.shape[1] == 1 else self.outputs.shape[1]
        return max(own, len(self.names), int(self.targets.max(initial=0)) + 1)

    @cached_property
    def probabilities(self) -> np.ndarray | None:
        """Of the classes, which sum to 1, or of each label; NaN where the outputs are not finite.

        None where the outputs are no probabilities, whatever they should be.
        """
        if self.kind == "values" or self.link not in ("softmax", "sigmoid", "logits"):
            return None
        outputs = np.where(self.sound[:, None], self.outputs, np.nan).astype(np.float64)
        squashed = outputs[self.sound]
        if self.link != "logits" and not ((squashed >= 0) & (squashed <= 1 + 1e-3)).all():
            return None
        if self.kind == "classes":
            # Rounding may have made a sum a little more than 1.
            return probabilities(outputs, None if self.link == "logits" else self.link).clip(0, 1)
        return _sigmoid(outputs) if self.link == "logits" else outputs.clip(0, 1)

    @cached_property
    def answered(self) -> np.ndarray:
        """The class of each sample, (n,); or whether it is said to have a label, (n, K)."""
        threshold = 0.0 if self.link in ("logits", "scores") else 0.5
        if self.kind == "classes" and self.outputs.shape[1] > 1:
            return np.asarray(self.outputs.argmax(axis=1))
        with np.errstate(invalid="ignore"):
            is_yes = self.outputs > threshold
        return is_yes[:, 0].astype(np.int64) if self.kind == "classes" else is_yes

    @cached_property
    def losses(self) -> np.ndarray:
        """How wrong each answer is; infinite where the outputs are not finite.

        classes   -ln p_y of the class y; of scores s the margin max_j s_j - s_y over j other than y
        labels    the mean of -ln p over the labels; of scores the mean of -s or s
        values    the mean squared error
        """
        if self.kind == "values":
            found = np.square(self.outputs.astype(np.float64) - self.targets).mean(axis=1)
        elif self.kind == "labels":
            found = self._of_labels()
        else:
            found = self._of_classes()
        return np.where(self.sound & ~np.isnan(found), found, np.inf)

    @property
    def measure(self) -> str:
        """What `losses` are called."""
        if self.kind == "values":
            return "squared error"
        return "margin" if self.probabilities is None else "cross-entropy"

    def _of_classes(self) -> np.ndarray:
        """Of class numbers, of which the outputs may not have all."""
        p, each = self.probabilities, np.arange(len(self))
        known = self.targets < (2 if self.outputs.shape[1] == 1 else self.outputs.shape[1])
        y = np.where(known, self.targets, 0)
        if p is not None:
            return -np.log(np.maximum(np.where(known, p[each, y], 0.0), _TINY))
        if self.outputs.shape[1] == 1:
            lead = self.outputs[:, 0].astype(np.float64) - (0.5 if self.link == "estimates" else 0)
            return np.asarray(np.where(y == 1, -lead, lead))
        others = self.outputs.astype(np.float64).copy()
        own = others[each, y]
        others[each, y] = -np.inf
        return np.asarray(np.where(known, others.max(axis=1) - own, np.inf))

    def _of_labels(self) -> np.ndarray:
        p = self.probabilities
        if p is None:
            middle = 0.5 if self.link == "estimates" else 0.0
            scores = self.outputs.astype(np.float64) - middle
            return np.asarray(np.where(self.targets > 0.5, -scores, scores).mean(axis=1))
        right = np.where(self.targets > 0.5, p, 1 - p)
        return np.asarray(-np.log(np.maximum(right, _TINY)).mean(axis=1))


def _sigmoid(scores: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-s), which does not overflow."""
    with np.errstate(invalid="ignore"):
        power = np.exp(-np.abs(scores))
    return np.asarray(np.where(scores >= 0, 1.0, power) / (1 + power))
