"""What is wrong with a sweep before any of its runs is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from suite.catalog.catalog_view import CatalogView
from suite.recipe.rules.contradiction import Contradiction
from suite.recipe.schema.recipe_types import SurfaceRecipeSettings, SweepRecipeSettings, one_run
from suite.recipe.schema.sweep_settings import (
    MOST_VALUES,
    RangeSettings,
    SweepSettings,
    are_ordered,
)
from suite.recipe.schema.wording import (
    described,
    expectation,
    hint_at,
    received,
    unknown_key,
)
from suite.recipe.text.key_path import KeyPath

_KEY = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_OF_RUNS = ("extends", "name", "topic", "sweep")
_FORM = "a list of values, or a range such as {low: 0.0001, high: 1, scale: log}"
_OF_SURFACES = ("value", "distance")


def something_to_try(recipe: SweepRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """What each kind of sweep needs, and what it cannot use."""
    sweep = recipe.sweep
    if sweep.kind == "cross_validation":
        for name in ("over", "trials"):
            if getattr(sweep, name):
                yield Contradiction(
                    ("sweep", name),
                    "has no place in a cross_validation, which runs one recipe; remove it, or set "
                    "sweep.kind to a search, which takes folds too",
                    ("sweep.kind",),
                )
        if sweep.folds is None:
            yield Contradiction(
                ("sweep",),
                "has no folds; a cross_validation needs them: sweep.folds: 5",
                ("sweep.folds",),
            )
    elif not sweep.over and sweep.folds is None:
        yield Contradiction(
            ("sweep",),
            "names nothing to vary; add for instance `over: {optimizer.learning_rate: [0.01, 0.1]}`"
            ", or `folds: 5`",
        )
    elif sweep.kind == "grid" and sweep.trials is not None:
        yield Contradiction(("sweep", "trials"), "a grid tries every combination; remove this line")
    elif sweep.kind != "grid":
        yield from _search(sweep)


def _search(sweep: SweepSettings) -> Iterator[Contradiction]:
    """Searches that draw."""
    if not sweep.over:
        yield Contradiction(
            ("sweep",), f"names nothing to vary, and {sweep.kind} draws; add `over`"
        )
    if sweep.trials is None:
        yield Contradiction(
            ("sweep",),
            f"has no trials; {sweep.kind} needs them, for instance sweep.trials: 20",
            ("sweep.trials",),
        )
    if sweep.kind == "cma_es" and sweep.over and not any(map(_is_ordered, sweep.over.values())):
        yield Contradiction(
            ("sweep", "over"),
            "cma_es moves along ranges and lists of ascending numbers, and there is none; add one, "
            "or use bayesian",
            ("sweep.kind",),
        )
    if sweep.kind == "coarse_to_fine":
        if sweep.trials is not None and sweep.trials % sweep.rounds:
            yield Contradiction(
                ("sweep", "trials"),
                f"must be divisible by sweep.rounds, {sweep.rounds}. Received: {sweep.trials}",
                ("sweep.rounds",),
            )
        if sweep.over and not any(
            isinstance(item, (RangeSettings, dict)) for item in sweep.over.values()
        ):
            yield Contradiction(
                ("sweep", "over"), "coarse_to_fine narrows ranges, and there is none; add one"
            )


def _is_ordered(parameter: Any) -> bool:
    return isinstance(parameter, (RangeSettings, dict)) or are_ordered(parameter)


def rounds_of_coarse_to_fine(
    recipe: SweepRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """Only one kind of sweep narrows its ranges."""
    sweep = recipe.sweep
    if sweep.kind == "coarse_to_fine":
        return
    for name in ("rounds", "shrink"):
        if getattr(sweep, name) != SweepSettings.model_fields[name].default:
            yield Contradiction(
                ("sweep", name),
                f"belongs to coarse_to_fine, and sweep.kind is {sweep.kind}; remove this line",
                ("sweep.kind",),
            )


def right_parameters(recipe: SweepRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Each key has a form that an override could have, and values to try."""
    sweep = recipe.sweep
    for key, parameter in sweep.over.items():
        path = ("sweep", "over", key)
        if key.partition(".")[0] in _OF_RUNS or not _KEY.fullmatch(key):
            yield Contradiction(
                path,
                "cannot be varied; name a key such as `optimizer.learning_rate` or `seed`",
            )
        elif isinstance(parameter, RangeSettings):
            for found in _range(parameter, sweep.kind):
                yield Contradiction((*path, *found.path), found.message)
        elif isinstance(parameter, dict):
            yield from _no_range(path, parameter)
        elif not isinstance(parameter, list):
            yield Contradiction(path, f"must be {_FORM}. Received: {received(parameter)}")
        elif not parameter:
            yield Contradiction(path, "is empty; give at least one value to try")
        elif len({repr(value) for value in parameter}) < len(parameter):
            yield Contradiction(
                path, f"names a value twice; remove one. Received: {received(parameter)}"
            )


def _range(parameter: RangeSettings, kind: str) -> Iterator[Contradiction]:
    """Ends, scale and step of a range."""
    low, high, step = parameter.low, parameter.high, parameter.step
    is_log = parameter.scale == "log"
    sound = low < high and not (is_log and (low <= 0 or (step is not None and step <= 1)))
    count = len(parameter.values or ()) if sound else 0
    if low >= high:
        yield Contradiction(("low",), f"must be below high. Received: low {low:g}, high {high:g}")
    elif is_log and low <= 0:
        yield Contradiction(("low",), f"must be above 0 on a logarithmic scale. Received: {low:g}")
    elif step is not None and is_log and step <= 1:
        yield Contradiction(
            ("step",), f"is a factor on a logarithmic scale, above 1. Received: {step:g}"
        )
    elif step is not None and count < 2:
        yield Contradiction(
            ("step",), f"is longer than the range, which has one value then. Received: {step:g}"
        )
    elif step is not None and count > MOST_VALUES:
        yield Contradiction(("step",), f"gives more than {MOST_VALUES} values; make it longer")
    elif kind == "grid" and step is None:
        yield Contradiction((), "a grid needs a list of values, or a range with a `step`")
    if parameter.integer:
        for name in ("low", "high"):
            if not getattr(parameter, name).is_integer():
                value = getattr(parameter, name)
                yield Contradiction(
                    (name,), f"must be whole where integer is true. Received: {value:g}"
                )


def _no_range(path: KeyPath, parameter: dict[str, Any]) -> Iterator[Contradiction]:
    """Why a mapping is no range."""
    fields = RangeSettings.model_fields
    if not parameter.keys() & fields.keys():
        yield Contradiction(
            path,
            f"must be {_FORM}; a key below it is written with a dot, `{path[-1]}.key: [...]`. "
            f"Received: {received(parameter)}",
        )
        return
    try:
        RangeSettings.model_validate(parameter)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            name, kind = str(item["loc"][0]), item["type"]
            if kind == "extra_forbidden":
                yield Contradiction((*path, name), unknown_key(name, fields))
            elif kind == "missing":
                yield Contradiction(path, f"has no {name}; a range needs low and high")
            else:
                wanted = described(expectation(RangeSettings, (name,)))
                message = f"must be {wanted}. Received: {received(parameter[name])}"
                yield Contradiction((*path, name), message)


def a_metric_to_choose_by(
    recipe: SweepRecipeSettings, catalog: CatalogView
) -> Iterator[Contradiction]:
    """The figure must come out of the runs, and leave the test set alone."""
    sweep = recipe.sweep
    if sweep.metric.startswith("test_"):
        yield Contradiction(
            ("sweep", "metric"),
            "who chooses by the test set has none left to report on; use val_"
            + sweep.metric.removeprefix("test_"),
        )
    if not isinstance(one_run(recipe), SurfaceRecipeSettings):
        yield from _measured_by_the_runs(recipe)
        return
    if sweep.metric not in _OF_SURFACES:
        yield Contradiction(
            ("sweep",),
            "a surface has no " + sweep.metric + "; set sweep.metric: value",
            ("sweep.metric",),
        )
    if sweep.folds is not None:
        yield Contradiction(
            ("sweep", "folds"), "a surface has no examples to divide; remove this line"
        )


def _measured_by_the_runs(recipe: SweepRecipeSettings) -> Iterator[Contradiction]:
    """A figure of the validation set must be the loss or a metric of the recipe."""
    metric = recipe.sweep.metric
    measure = metric.removeprefix("best_").removeprefix("val_").partition("/")[0]
    names = ["loss", *(str(one.arguments.get("name", one.kind)) for one in recipe.metrics)]
    are_named = all(one.kind.isidentifier() for one in recipe.metrics)
    if metric.startswith(("val_", "best_val_")) and are_named and measure not in names:
        allowed = [f"val_{name}" for name in names]
        yield Contradiction(
            ("sweep", "metric"),
            f"there is no {metric}: the runs measure {', '.join(allowed)}, and best_val_... of each"
            f"{hint_at(metric, allowed)}",
        )


def folds_once(recipe: SweepRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """The parts are those of the sweep or the one that the recipe names."""
    if recipe.data.fold is not None and recipe.sweep.folds is not None:
        yield Contradiction(
            ("data", "fold"),
            "is chosen by sweep.folds, for each run; remove one of the two",
            ("sweep.folds",),
        )


def one_process(recipe: SweepRecipeSettings, catalog: CatalogView) -> Iterator[Contradiction]:
    """Workers would have to agree on every draw."""
    if recipe.training.strategy == "multi_worker":
        yield Contradiction(
            ("training", "strategy"),
            "a sweep runs in one process; use auto, which takes all its GPUs, or remove `sweep`",
        )


SWEEP_RULES = (
    something_to_try,
    rounds_of_coarse_to_fine,
    right_parameters,
    a_metric_to_choose_by,
    folds_once,
    one_process,
)
