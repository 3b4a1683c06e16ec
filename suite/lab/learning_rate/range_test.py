"""The learning-rate range test: `python -m suite lr RECIPE`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path

from suite.errors import UserError
from suite.lab.learning_rate.ramp import Ramp, ramp_loop
from suite.lab.learning_rate.range_curve import DIVERGED, RangeCurve
from suite.recipe import Recipe, TrainingRecipe
from suite.runs.numbers import show, show_metric
from suite.runs.pictures.picture import refuse_bad_picture
from suite.runs.pictures.rate_pictures import draw_range_test
from suite.training.assembly.transfer import prepare_source
from suite.training.process.process import process_settings

_LEAST_STEPS = 10


@dataclass(frozen=True, eq=False)
class RangeTest:
    """What a range test found.

    Args:
        recipe: that was tested.
        curve: what was measured.
        steps: that were meant to be taken.

    Example:
        >>> curve = RangeCurve(np.geomspace(1e-3, 1, 31), np.linspace(2, 1, 31), reach=1.0)
        >>> print(RangeTest(suite.load("quickstart"), curve, steps=31).to_text().splitlines()[0])
        quickstart: 31 of 31 steps of adam, from 0.001 to 1 in place of optimizer.learning_rate
    """

    recipe: TrainingRecipe
    curve: RangeCurve
    steps: int

    @property
    def suggestions(self) -> dict[str, float]:
        """The rate that each rule suggests; none where the loss does not fall."""
        if not self.curve.falls:
            return {}
        return {"steepest descent": self.curve.steepest, "minimum / 10": self.curve.lowest[0] / 10}

    def draw(self, picture: Path) -> None:
        """Draw the loss over the rate, with the suggestions."""
        curve = self.curve
        draw_range_test(
            curve.rates.tolist(),
            curve.losses.tolist(),
            curve.smooth.tolist(),
            self.suggestions,
            picture,
            self.recipe.name,
        )

    def to_text(self) -> str:
        """What was done, and a line for each rule."""
        recipe, rates = self.recipe, self.curve.rates
        lines = [
            f"{recipe.name}: {len(rates)} of {self.steps} steps of {recipe.optimizer.kind}, from "
            f"{_brief(rates[0])} to {_brief(rates[-1])} in place of optimizer.learning_rate"
        ]
        if len(rates) < self.steps:
            lines.append(f"ended early: the smoothed loss exceeded {DIVERGED:g} times its minimum")
        if not self.suggestions:
            wider = (
                "no suggestion: the loss does not fall in this range; try another --from and --to"
            )
            return "\n".join([*lines, wider])
        lowest, loss = self.curve.lowest
        remarks = (
            "where the smoothed loss falls fastest",
            f"the smoothed loss is least, {show_metric(loss)}, at {_brief(lowest)}",
        )
        for (rule, rate), remark in zip(self.suggestions.items(), remarks, strict=True):
            lines.append(f"{rule:<16}  {_brief(rate):<8}  {remark}")
        if lowest == rates[-1]:
            lines.append("the loss still falls at the last rate: try a higher --to")
        return "\n".join(lines)


def range_test(
    recipe: Recipe,
    picture: str | Path = "lr.png",
    *,
    lowest: float = 1e-6,
    highest: float = 1.0,
    steps: int = 100,
) -> RangeTest:
    """Train with a rate that rises at every step (see `ramp`), and watch the loss.

    Model, optimizer, data and batches are the recipe's; its learning rate, callbacks and
    diagnostics stay out. Nothing but the picture is left behind, the loss over the rate.

    Args:
        recipe: from `suite.load`; one process tests it, also where several would train it.
        picture: a PNG file, replaced if it is there.
        lowest: the first rate, above 0.
        highest: the last rate, above the first.
        steps: at least 10; fewer are taken where the loss diverges.

    Raises:
        UserError: an argument is out of its range, the loss is not finite from the first step on,
            or the recipe or its data is wrong.

    Example:
        >>> found = range_test(suite.load("quickstart"), "lr.png", highest=0.1, steps=20)
        >>> sorted(found.suggestions)
        ['minimum / 10', 'steepest descent']

    Reference: Smith, 2017, Cyclical Learning Rates for Training Neural Networks.

    Topic: optim/learning-rate
    """
    _check_range(lowest, highest, steps)
    refuse_bad_picture(Path(picture))
    recipe = recipe.to_train
    prepare_source(recipe)
    found = RangeTest(recipe, _measured(recipe, lowest, highest, steps), steps)
    found.draw(Path(picture))
    return found


def _measured(recipe: TrainingRecipe, lowest: float, highest: float, steps: int) -> RangeCurve:
    """The losses at rising rates."""
    settings = recipe.training
    with process_settings(recipe.seed, settings.precision, settings.determinism):
        ramp = Ramp.between(lowest, highest, steps)
        ramp_loop(recipe, ramp).run()
    if not math.isfinite(ramp.losses[0]):
        raise UserError(
            f"{recipe.name}: the loss is not finite in the first step, before the rate has any "
            "effect; `check --build` looks for the cause."
        )
    return ramp.curve


def _check_range(lowest: float, highest: float, steps: int) -> None:
    """Refuse rates that do not rise, and a test too short to show anything."""
    if not 0 < lowest < highest < math.inf:
        raise UserError(
            "The rates must rise from `--from`, above 0, to `--to`, finite. "
            f"Received: --from {lowest:g} --to {highest:g}"
        )
    if not (isinstance(steps, Integral) and steps >= _LEAST_STEPS):
        raise UserError(
            f"`--steps` must be a whole number of at least {_LEAST_STEPS}. "
            f"Received: --steps {steps}"
        )


def _brief(rate: float) -> str:
    """Two digits: a range test tells no more."""
    return show(float(f"{rate:.2g}"))
