"""The searches that go by a model of the known trials: Optuna's and that of the package cmaes."""

from __future__ import annotations

import importlib.metadata
import math
import statistics
import warnings

import pytest

from suite.errors import UserError
from suite.lab.sweep.searches.package_of import version_of
from suite.lab.sweep.searches.search import Known
from suite.lab.sweep.searches.search_of import search_of
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings

PACKAGES = {"bayesian": "optuna", "cma_es": "cmaes"}
RATES = RangeSettings(low=1e-6, high=1.0, scale="log")
SPACE = {
    "rate": RATES,
    "units": RangeSettings(low=8, high=512, scale="log", integer=True),
    "layers": RangeSettings(low=1, high=6, integer=True),
    "drop": RangeSettings(low=0.0, high=0.5, step=0.1),
    "batch": [16, 32, 64, 128],
    "kind": ["relu", None, "tanh"],
}


@pytest.fixture(params=PACKAGES)
def kind(request):
    pytest.importorskip(PACKAGES[request.param])
    return request.param


def search(kind, over, trials, seed=0):
    return search_of(SweepSettings(kind=kind, over=over, trials=trials), seed)


def run(kind, over, value, trials, seed=0):
    """The points of a search over a function, by one process."""
    found, known = search(kind, over, trials, seed), []
    for number in range(trials):
        point = found.point(number, known)
        known.append(Known(number, point, value(point)))
    return known


def valley(point):
    """Best at a rate of 1e-2, 64 units, 3 layers, no dropout and batches of 32; `tanh` is bad."""
    return -(
        (math.log10(point["rate"]) + 2) ** 2
        + math.log2(point["units"] / 64) ** 2
        + (point["layers"] - 3) ** 2
        + (10 * point["drop"]) ** 2
        + math.log2(point["batch"] / 32) ** 2
        + 4 * (point["kind"] == "tanh")
    )


def test_it_finds_more_than_random_draws_do(kind):
    best = {}
    for one in ("random", kind):
        runs = [run(one, SPACE, valley, 60, seed) for seed in range(4)]
        best[one] = statistics.median(max(known.score for known in points) for points in runs)
    assert best[kind] > 0.7 * best["random"]  # both are negative: not as far off


def test_every_value_is_one_that_the_recipe_names(kind):
    points = [known.point for known in run(kind, SPACE, valley, 40)]
    for point in points:
        assert list(point) == list(SPACE)
        assert 1e-6 <= point["rate"] <= 1
        assert (type(point["units"]), type(point["layers"])) == (int, int)
        assert 8 <= point["units"] <= 512
        assert point["layers"] in range(1, 7)
        assert point["drop"] in SPACE["drop"].values
        assert point["batch"] in SPACE["batch"]
        assert point["kind"] in SPACE["kind"]
    assert {point["kind"] for point in points} == set(SPACE["kind"])
    assert len({point["layers"] for point in points}) > 3


def test_the_same_known_trials_draw_the_same_in_any_process(kind):
    known = run(kind, SPACE, valley, 20)
    again = search(kind, SPACE, 20)
    assert all(again.point(n, known[:n]) == known[n].point for n in (19, 0, 11))
    # Two that are drawn at a time, knowing the same, do not draw the same.
    assert again.point(18, known[:12]) != again.point(19, known[:12])
    assert again.point(18, known[:12]) != again.point(18, known[:12][::2])


def test_what_was_stopped_or_failed_counts_for_less(kind):
    """Points that are best by their early values, or by none, do not draw the search to them."""
    over, late = {"rate": RATES, "second": RangeSettings(low=0.0, high=1.0)}, []
    for seed in range(4):
        found, known = search(kind, over, 40, seed), []
        for number in range(40):
            point = found.point(number, known)
            rate = math.log10(point["rate"])
            if rate < -3:  # the better half
                known.append(Known(number, point, -((rate + 4) ** 2)))
            else:
                stopped = (1, 9.0) if number % 2 else None
                known.append(Known(number, point, -math.inf, stopped))
        late += [math.log10(one.point["rate"]) < -3 for one in known[20:]]
    assert statistics.fmean(late) > 0.7


@pytest.mark.parametrize("lost", [True, False])
def test_a_search_lives_with_failures(kind, lost):
    points = run(kind, {"rate": RATES}, lambda point: -math.inf if lost else 0.0, 12)
    assert len({known.point["rate"] for known in points}) == 12


def test_a_few_trials_and_one_value(kind):
    over = {"seed": [3], "rate": RangeSettings(low=0.1, high=0.2)}
    assert [known.point["seed"] for known in run(kind, over, lambda point: 1.0, 3)] == [3] * 3


def test_it_keeps_quiet(kind, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(kind, SPACE, valley, 12)
    assert capfd.readouterr() == ("", "")


def test_a_bayesian_search_begins_with_the_draws_of_a_random_one():
    pytest.importorskip("optuna")
    known = run("bayesian", SPACE, valley, 12)
    assert [one.point for one in known[:3]] == [
        one.point for one in run("random", SPACE, valley, 3)
    ]


def test_cma_es_learns_a_generation_at_a_time():
    pytest.importorskip("cmaes")
    over = {"rate": RATES, "second": RangeSettings(low=0.0, high=1.0)}  # 4 + floor(3 ln 2) = 6
    good, bad = (run("cma_es", over, lambda p, s=s: s * p["second"], 12) for s in (1, -1))
    assert [one.point for one in good[:6]] == [one.point for one in bad[:6]]
    assert all(one.point != other.point for one, other in zip(good[6:], bad[6:], strict=True))
    means = [statistics.fmean(one.point["second"] for one in points[6:]) for points in (good, bad)]
    assert means[0] > means[1]


def test_what_drew_is_named_with_its_version(kind):
    version = importlib.metadata.version(PACKAGES[kind])
    assert search(kind, {"rate": RATES}, 3).sampler.endswith(f" {version}")


@pytest.mark.parametrize(
    ("kind", "installed", "message"),
    [
        ("bayesian", None, "bayesian needs Optuna, which is not installed: pip install 'keras-"),
        ("bayesian", "3.6.2", "needs Optuna 4 or newer, and 3.6.2 is installed: pip install --up"),
        ("cma_es", None, "cma_es needs the package cmaes, which is not installed: pip install '"),
        ("cma_es", "0.9.1", "needs the package cmaes 0.13 or newer, and 0.9.1 is installed"),
    ],
)
def test_without_its_package_the_message_names_the_command(monkeypatch, kind, installed, message):
    def version(name):
        if installed is None:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(importlib.metadata, "version", version)
    with pytest.raises(UserError) as raised:
        search(kind, {"rate": RATES}, 3)
    assert message in str(raised.value)
    assert "keras-training-suite[sweep]" in str(raised.value)


@pytest.mark.parametrize("installed", ["4.0.0b1", "5.0.0", "10.2", "dev"])
def test_versions_that_will_do(monkeypatch, installed):
    monkeypatch.setattr(importlib.metadata, "version", lambda name: installed)
    assert version_of("optuna", "Optuna", 4, "bayesian") == installed
