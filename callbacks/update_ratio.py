"""How far each update moves the weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from suite import Diagnostic, Finding, Step
from suite.diagnostics.tools.edits import learning_rate_edit
from suite.diagnostics.tools.measures import mean_magnitudes
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.stuck import Stuck
from suite.diagnostics.tools.weights import kernels
from suite.diagnostics.tools.window import Window

AVERAGED = 10
TOO_FAST = 0.1
TOO_SLOW = 1e-5
LEAST_PROGRESS = 0.05
LEAST_STEPS = 100


class UpdateRatio(Diagnostic):
    """Size of the updates against the size of the weights, kernel by kernel.

        r = MA(dw) / MA(w),   MA(x) = mean |x|

    with w a kernel before the update and dw what the update adds to it. The lectures' rule of thumb
    is r of about 1e-3. A kernel that is all zeros has no ratio.

    Logs the mean of r since the last report under each layer's name, and `max` over the layers.

    Speaks of a mean of 10 measured steps above 0.1 in a kernel: an error where the run is stuck or
    its loss is no number (the weights are thrown about), else a note: many a run that learns begins
    so. A kernel that starts at zero has no size to be compared with, and is left out. Speaks too
    where after 100 steps the mean is below 1e-5 in all kernels, the loss has fallen by less than
    5 % since the first step, and the run is stuck (nothing moves).

    Args:
        every: measured at every so many steps; by default at each of a run of up to 1,000 steps,
            and at every 50th of a longer one.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out")])
        >>> model.compile("sgd", "mse")
        >>> ratio = UpdateRatio()
        >>> ratio.build(model)
        >>> ratio.judge(np.arange(10), np.full((10, 1), 0.5), np.ones(10))
        >>> ratio.too_fast.figure, ratio.findings()  # said when it is known whether the run learns
        (0.5, [])

    Topic: practice/babysitting, optim/learning-rate
    """

    needs = frozenset({"weights", "updates"})
    keeps = frozenset.union(
        Window.keeps,
        Stuck.keeps,
        {"initial_loss", "recent", "recent_losses", "starts_at_zero", "too_fast", "too_slow"},
    )

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        kernels_by_name = kernels(model)
        self.layer_names = list(kernels_by_name)
        self.paths = [weight.path for weight in kernels_by_name.values()]
        count = len(self.paths)
        self.rows = Rows(self, moved=(count,), size=(count,), loss=())
        self.window = Window(self)
        self.stuck = Stuck(model, self.window)
        self.lower_rate = learning_rate_edit(model, 0.1)
        self.higher_rate = learning_rate_edit(model, 10.0)
        self.recent = np.empty((0, count))
        self.recent_losses = np.empty(0)
        self.initial_loss: float | None = None
        self.starts_at_zero = np.zeros(count, bool)
        self.too_fast: Finding | None = None
        self.too_slow: Finding | None = None

    def observe(self, step: Step) -> None:
        self.rows.write(
            step.iteration,
            moved=mean_magnitudes([step.updates[path] for path in self.paths]),
            size=mean_magnitudes([step.weights[path] for path in self.paths]),
            loss=step.loss,
        )

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]) or not self.paths:
            return {}
        if rows["step"][0] == 0:
            self.starts_at_zero = rows["size"][0] == 0
        self.window.add({"step": rows["step"], "loss": rows["loss"]})
        self.stuck.add(rows)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.where(rows["size"] > 0, rows["moved"] / rows["size"], np.nan)
        self.judge(rows["step"], ratios, rows["loss"])
        means = dict(zip(self.layer_names, _means(ratios, 0), strict=True))
        means = {name: mean for name, mean in means.items() if not np.isnan(mean)}
        return {"max": max(means.values(), default=0.0), **means}

    def judge(self, steps: np.ndarray, ratios: np.ndarray, losses: np.ndarray) -> None:
        """Means of 10 steps, those of the last report among them."""
        if self.initial_loss is None:
            self.initial_loss = losses[0]
        carried = len(self.recent)
        ratios = np.concatenate([self.recent, ratios])
        losses = np.concatenate([self.recent_losses, losses])
        # The last step of each window, and that step's place among those of this report.
        ends = np.arange(max(AVERAGED, carried + 1), len(ratios) + 1)
        if len(ends):
            windows = [sliding_window_view(one, AVERAGED, 0) for one in (ratios, losses)]
            ratios_of, losses_of = (one[ends - AVERAGED] for one in windows)
            self.judge_means(steps[ends - 1 - carried], _means(ratios_of, -1), losses_of)
        self.recent = ratios[-(AVERAGED - 1) :]
        self.recent_losses = losses[-(AVERAGED - 1) :]

    def judge_means(self, steps: np.ndarray, means: np.ndarray, losses: np.ndarray) -> None:
        """Look for the first of some windows that is too fast, and for one that is too slow.

        Shapes:
            steps: (n,), each window's last. means: (n, kernels). losses: (n, 10).
        """
        grown = np.where(self.starts_at_zero, np.nan, means)
        fast = np.any(grown > TOO_FAST, axis=1)
        if self.too_fast is None and fast.any():
            first = int(np.argmax(fast))
            self.too_fast = self.fast(int(steps[first]), grown[first])
        progress = 1.0 - np.median(losses, axis=1) / self.initial_loss
        slow = np.all(means < TOO_SLOW, axis=1) & (progress < LEAST_PROGRESS)
        slow &= steps + 1 >= LEAST_STEPS
        if self.too_slow is None and slow.any():
            first = int(np.argmax(slow))
            self.too_slow = self.slow(int(steps[first]), means[first])

    def fast(self, step: int, means: np.ndarray) -> Finding:
        worst = int(np.nanargmax(means))
        others = int(np.sum(means > TOO_FAST)) - 1
        s, y = ("", "s") if others == 1 else ("s", "")
        also = f"; {others} other kernel{s} move{y} too fast as well" if others else ""
        mean = float(means[worst])
        share = f"{mean:.0%} of" if mean < 10 else f"{mean:.2g} times"
        return Finding(
            self.name,
            f"An update changes `{self.layer_names[worst]}` by {share} its size, "
            f"where about 0.1 % is usual{also}.",
            severity="note",
            layer=self.layer_names[worst],
            step=step,
            figure=float(means[worst]),
            limit=TOO_FAST,
            topic="optim/learning-rate",
        )

    def slow(self, step: int, means: np.ndarray) -> Finding:
        return Finding(
            self.name,
            f"No update changes a kernel by more than {np.max(means):.1e} of its size, and the "
            "loss hardly falls: the learning rate is too low.",
            step=step,
            figure=float(np.max(means)),
            limit=TOO_SLOW,
            topic="practice/babysitting",
            edit=self.higher_rate,
        )

    def findings(self) -> list[Finding]:
        found = []
        if self.too_fast is not None:
            if self.stuck.is_harmed:
                found.append(self.as_error(self.too_fast))
            elif self.window and self.window.full:
                found.append(self.too_fast)
        if self.too_slow is not None and self.stuck:
            found.append(self.too_slow)
        return found

    def as_error(self, fast: Finding) -> Finding:
        """What is said where nothing is learned."""
        text = f"{fast.text[:-1]}: the learning rate is too high."
        return replace(fast, text=text, severity="error", edit=self.lower_rate)


def _means(ratios: np.ndarray, axis: int) -> np.ndarray:
    """Means over the steps; NaN for a kernel that was all zeros throughout."""
    known = ~np.isnan(ratios)
    counts = known.sum(axis=axis)
    sums = np.where(known, ratios, 0.0).sum(axis=axis)
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
