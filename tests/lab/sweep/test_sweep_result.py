"""The trials of a sweep in their order, and the best of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import suite
from suite.lab.sweep.sweep_result import Sweep, larger_is_better
from suite.lab.sweep.trial import Trial
from tests.runs.page.comparison.made_runs import made_run


def recipe(*overrides: str):
    return suite.load("quickstart", "sweep={over: {seed: [0, 1, 2, 3]}}", *overrides)


def swept(*values: float | None, overrides: tuple[str, ...] = ()) -> Sweep:
    trials = [
        Trial(number, {"seed": number}, "failed" if value is None else "finished", value)
        for number, value in enumerate(values)
    ]
    return Sweep(recipe(*overrides), Path("out"), trials, "finished")


@pytest.mark.parametrize(
    ("values", "ranked"),
    [
        ((), []),
        ((0.5,), [0]),
        ((0.1, 0.3, 0.2), [1, 2, 0]),
        ((0.3, 0.3, 0.3), [0, 1, 2]),  # of equals the first tried
        ((None, 0.2, None), [1, 0, 2]),
        ((0.0, -1.0, 1.0), [2, 0, 1]),
    ],
)
def test_the_best_comes_first(values, ranked):
    assert [trial.number for trial in swept(*values).ranked] == ranked


@pytest.mark.parametrize(
    ("values", "best"),
    [((), None), ((None, None), None), ((None, 0.2), 1), ((0.1, 0.4, 0.4), 1)],
)
def test_the_best_has_a_value(values, best):
    found = swept(*values).best
    assert (found and found.number) == best


def test_the_smallest_is_the_best_of_a_loss():
    found = swept(0.3, 0.1, None, overrides=("sweep.metric=val_loss",))
    assert not found.larger_is_better
    assert [trial.number for trial in found.ranked] == [1, 0, 2]


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ((), True),
        (("sweep.metric=val_accuracy",), True),
        (("sweep.metric=best_val_accuracy",), True),
        (("sweep.metric=val_loss",), False),
        (("sweep.metric=best_val_loss",), False),
        (("sweep.metric=loss",), False),
        (("sweep.metric=val_loss", "sweep.direction=max"), True),
        (("sweep.direction=min",), False),
    ],
)
def test_the_direction(overrides, expected):
    assert larger_is_better(recipe(*overrides)) is expected


def test_the_lowest_height_of_a_surface_is_the_best():
    surface = suite.load("optim/surface-saddle", "sweep={metric: value, over: {seed: [0]}}")
    assert not larger_is_better(surface)


def test_the_table_begins_with_the_best():
    lines = swept(0.1, None, 0.9).to_text().splitlines()
    assert [line.split()[0] for line in lines] == ["trial", "002", "000", "001"]
    assert lines[1].split() == ["002", "0.9000", "2", "0.00", "s"]
    assert swept().to_text() == "no trial has finished"


def test_a_notebook_shows_its_page_once_there_is_a_run(tmp_path):
    sweep = dataclasses.replace(swept(0.1, 0.2), path=tmp_path)
    assert sweep._repr_mimebundle_() == {"text/plain": sweep.to_text()}
    for name, losses in (("000", [0.5, 0.25]), ("001", [0.5, 0.75])):
        made_run(tmp_path / "trials" / name, {"seed": int(name)}, {"val_loss": losses})
    bundle = sweep._repr_mimebundle_()
    assert "They differ in seed" in bundle["text/html"]
    assert bundle["text/plain"] == sweep.to_text()
