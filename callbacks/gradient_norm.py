"""The size of the gradients."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from suite import Diagnostic, Finding, Step
from suite.diagnostics.tools.edits import gradient_flow_edit, learning_rate_edit
from suite.diagnostics.tools.measures import mean_magnitudes, sums_of_squares
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.stuck import Stuck, loss_scale
from suite.diagnostics.tools.weights import gradients_of, kernels, membership, trainable_weights
from suite.diagnostics.tools.window import Window

EXPLODING = 1e3
SPIKE = 10.0
# Before that, the first steps of a run make the median.
LEAST_BEFORE_SPIKE = 20
MOST_REMEMBERED = 10_000
VANISHING_RATIO = 1e-3
VANISHING_MAGNITUDE = 1e-7


class GradientNorm(Diagnostic):
    """L2 norm of the gradients: global, per layer, RMS; explosions, spikes and vanishing.

        ||g|| = sqrt(sum_i g_i^2),   rms = ||g|| / sqrt(n),   MA(g) = mean |g|

    over all n trainable weights, with g the gradient of the whole batch's loss, before clipping.

    Logs `mean`, `max`, `last` and `rms` (mean) of the global norm over the steps since the last
    report, and the mean norm of each layer under its name; `norms` lists every measured step.

    Speaks when the norm exceeds 1e3 (of a loss of real targets, whose unit is free, 1e3 times its
    first value where that is above 1), or 10 times the median of the steps before (20 at least): a
    warning where the run is stuck or its loss is no number, else a note. Speaks too, only while the
    run is stuck, when over an epoch the median of ||g|| of the first kernel is below 1e-3 of the
    last kernel's, or the median MA(g) of a kernel is below 1e-7.

    Args:
        every: measured at every so many steps; by default at each of a run of up to 1,000 steps,
            and at every 50th of a longer one.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, name="out")])
        >>> model.compile("sgd", "mse")
        >>> norm = GradientNorm()
        >>> norm.build(model)
        >>> norm.look_for_explosions(np.array([7]), np.array([2e3]), np.array([[2e3]]))
        >>> norm.explosions["foundations/backprop"].text
        "The gradient's norm reached 2e+03, above 1e+03; `out` has the largest share."

    Reference: Pascanu, Mikolov, Bengio, 2013, On the difficulty of training recurrent neural
        networks.
    Topic: foundations/backprop, optim/learning-rate
    """

    needs = frozenset({"gradients"})
    keeps = Window.keeps | Stuck.keeps | {"explosions", "norms"}

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.weights = trainable_weights(model)
        self.kernels = kernels(model)
        self.layer_names, self.sums = membership(self.weights)
        self.rows = Rows(self, squares=(len(self.weights),), means=(len(self.kernels),), loss=())
        self.window = Window(self)
        self.stuck = Stuck(model, self.window)
        self.lower_rate = learning_rate_edit(model, 0.1)
        self.norms = np.empty(0)
        self.explosions: dict[str, Finding] = {}

    def observe(self, step: Step) -> None:
        gradients = gradients_of(step.gradients, self.weights)
        self.rows.write(
            step.iteration,
            squares=sums_of_squares(gradients),
            means=mean_magnitudes(gradients_of(step.gradients, list(self.kernels.values()))),
            loss=step.loss,
        )

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]):
            return {}
        with np.errstate(invalid="ignore", over="ignore"):  # what is not finite stays so
            norms = np.sqrt(rows["squares"].sum(axis=1))
            layers = np.sqrt(rows["squares"] @ self.sums)
        self.stuck.add(rows)
        scale = loss_scale(self.model, self.first_loss)
        self.look_for_explosions(rows["step"], norms, layers, EXPLODING * scale)
        self.window.add(rows)
        size = sum(weight.size for weight in self.weights)
        return {
            "mean": norms.mean(),
            "max": norms.max(),
            "last": norms[-1],
            "rms": norms.mean() / np.sqrt(size),
            "steps": rows["step"],
            "norms": norms,
            **dict(zip(self.layer_names, layers.mean(axis=0), strict=True)),
        }

    def look_for_explosions(
        self,
        steps: np.ndarray,
        norms: np.ndarray,
        layers: np.ndarray,
        exploding: float = EXPLODING,
    ) -> None:
        """Compare each step's norm with the fixed limit and with the steps of earlier reports."""
        finite = np.isfinite(norms)
        before = self.norms[-MOST_REMEMBERED:]
        limits = [exploding]
        if len(before) >= LEAST_BEFORE_SPIKE:
            limits.append(SPIKE * float(np.median(before)))
        for limit in limits:
            beyond = np.flatnonzero(finite & (norms > limit))
            if len(beyond):
                first = beyond[0]
                layer = self.layer_names[int(np.argmax(layers[first]))]
                spike = limit != exploding
                finding = self.explosion(
                    int(steps[first]), float(norms[first]), limit, layer, spike
                )
                self.explosions.setdefault(str(finding.topic), finding)
        self.norms = np.concatenate([before, norms[finite]])

    def explosion(self, step: int, norm: float, limit: float, layer: str, spike: bool) -> Finding:
        usual = f", {SPIKE:g} times the median of the steps before" if spike else ""
        return Finding(
            self.name,
            f"The gradient's norm reached {norm:.3g}, above {limit:.3g}{usual}; "
            f"`{layer}` has the largest share.",
            severity="note",
            step=step,
            figure=norm,
            limit=limit,
            topic="optim/learning-rate" if spike else "foundations/backprop",
        )

    def findings(self) -> list[Finding]:
        return [*self.exploding(), *self.vanishing()]

    def exploding(self) -> Iterable[Finding]:
        """Large gradients, when it is known whether the run has taken harm by them."""
        if not self.explosions:
            return
        if self.stuck.is_harmed:
            for one in self.explosions.values():
                yield replace(one, severity="warning", edit=self.lower_rate)
        elif self.window and self.window.full:
            yield from self.explosions.values()

    def vanishing(self) -> list[Finding]:
        """Small gradients at the input's end, if the run is stuck."""
        if len(self.kernels) < 2 or not self.stuck:
            return []
        names = list(self.kernels)
        paths = [weight.path for weight in self.weights]
        first, last = (paths.index(self.kernels[name].path) for name in (names[0], names[-1]))
        squares = self.window["squares"]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = float(np.median(np.sqrt(squares[:, first] / squares[:, last])))
        magnitudes = np.median(self.window["means"], axis=0)
        least = int(np.argmin(magnitudes))
        if ratio < VANISHING_RATIO:
            text = (
                f"The gradient vanishes on its way back: in `{names[0]}` it is {ratio:.1e} of "
                f"that in `{names[-1]}`, and the loss is stuck."
            )
            return [self.faint(names[0], text, ratio, VANISHING_RATIO)]
        if magnitudes[least] < VANISHING_MAGNITUDE:
            figure = float(magnitudes[least])
            text = (
                f"`{names[least]}` gets next to no gradient (mean magnitude {figure:.1e}), "
                "and the loss is stuck."
            )
            return [self.faint(names[least], text, figure, VANISHING_MAGNITUDE)]
        return []

    def faint(self, layer: str, text: str, figure: float, limit: float) -> Finding:
        change, topic = gradient_flow_edit(self.model)
        since = int(self.window["step"][0])
        return Finding(self.name, text, "warning", layer, since, figure, limit, topic, change)
