"""What the JSON files of a run directory may hold, key by key."""

from __future__ import annotations

import pytest

from suite.runs.files.damage import checked
from suite.runs.files.file_forms import FindingJson, SummaryJson, SweepJson

FINISHED = {"status": "finished"}
FINDING = {
    "diagnostic": "finite",
    "text": "the loss is NaN",
    "severity": "error",
    "layer": None,
    "step": None,
    "figure": None,
    "limit": None,
    "topic": None,
    "edit": None,
}
TRIAL = {"number": 0, "edits": {"seed": 3}, "status": "finished"}
BIG = 2**63


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"status": "running"},
        {"status": "interrupted"},
        {"status": "failed"},
        {"recipe": ""},
        {"recipe": "mlp<1>"},
        {"metrics": {}},
        {"metrics": {"loss": 0.5, "best_epoch": 4, "nan": None}},
        {"parameters": {"total": 0, "trainable": BIG - 1}},
        {"epochs": 0},
        {"steps": 10**12},
        {"classes": []},
        {"classes": ["0", ""]},
        {"seconds": None},
        {"seconds": 3},
        {"seconds": 0.5},
        {"surface": None},
        {"surface": "beale"},
        {"model": None},
        {"model": {"needs": {}}},
        {"seed": [1]},
        {"versions": {"keras": 3}},
        {"a key of tomorrow": object()},
    ],
)
def test_summaries(keys):
    summary = {**FINISHED, **keys}
    assert checked(summary, SummaryJson) is summary


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"status": "asleep"}, "status"),
        ({"status": None}, "status"),
        ({"status": 3}, "status"),
        ({"recipe": None}, "recipe"),
        ({"recipe": 3}, "recipe"),
        ({"metrics": []}, "metrics"),
        ({"metrics": {"loss": "0.5"}}, "metrics.loss"),
        ({"metrics": {"loss": [0.5]}}, "metrics.loss"),
        ({"metrics": {"loss": True}}, "metrics.loss"),
        ({"metrics": {"loss": float("nan")}}, "metrics.loss"),
        ({"metrics": {3: 0.5}}, "metrics.3"),
        ({"parameters": {"total": 0.5}}, "parameters.total"),
        ({"parameters": {"total": BIG}}, "parameters.total"),
        ({"parameters": {"total": None}}, "parameters.total"),
        ({"epochs": -1}, "epochs"),
        ({"epochs": 1.0}, "epochs"),
        ({"steps": "4"}, "steps"),
        ({"classes": "abc"}, "classes"),
        ({"classes": ["a", 3]}, "classes.1"),
        ({"classes": None}, "classes"),
        ({"seconds": "3"}, "seconds"),
        ({"seconds": float("inf")}, "seconds"),
        ({"surface": 3}, "surface"),
    ],
)
def test_summaries_of_another_form(keys, place):
    with pytest.raises(ValueError, match=rf"^{place}.*: ") as caught:
        checked({**FINISHED, **keys}, SummaryJson)
    assert "Received: " in str(caught.value)


@pytest.mark.parametrize("value", [None, [], "text", 3, [FINISHED]])
def test_what_is_no_mapping(value):
    with pytest.raises(ValueError, match=r"^the whole: input should be a valid dictionary"):
        checked(value, SummaryJson)


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("diagnostic", ["", "finite"], [None, 3]),
        ("text", ["", "a\nb"], [None, ["a"]]),
        ("severity", ["error", "warning", "note"], ["fatal", None, "", "Error"]),
        ("layer", [None, "conv1"], [3, ["conv1"]]),
        ("step", [None, 0, 10**9, -1], [0.5, "3", BIG, True]),
        ("figure", [None, 0, 0.5, -1e300], ["0.5", float("nan"), float("inf"), True]),
        ("limit", [None, 0, 0.5], ["0.5", float("nan")]),
        ("topic", [None, "reg/l2"], [3]),
        ("edit", [None, "seed: 0 -> 1"], [{"seed": 1}]),
    ],
)
def test_findings(key, good, bad):
    for value in good:
        assert checked([{**FINDING, key: value}], list[FindingJson])
    for value in bad:
        with pytest.raises(ValueError, match=rf"^0\.{key}"):
            checked([{**FINDING, key: value}], list[FindingJson])


@pytest.mark.parametrize(
    ("keys", "is_good"),
    [
        ({}, True),
        ({"status": "diverged"}, True),
        ({"status": "failed", "reason": "memory"}, True),
        ({"value": None, "deviation": None}, True),
        ({"value": 0.5, "folds": [0.4, 0.6], "seconds": 3.5}, True),
        ({"edits": {}}, True),
        ({"edits": {"model.widths": [8, {"a": None}]}}, True),
        ({"number": -1}, False),
        ({"number": 0.0}, False),
        ({"edits": []}, False),
        ({"status": "asleep"}, False),
        ({"value": "0.5"}, False),
        ({"value": float("nan")}, False),
        ({"folds": [None]}, False),
        ({"folds": 0.5}, False),
        ({"seconds": None}, False),
        ({"reason": None}, False),
        ({"unknown": 1}, False),
    ],
)
def test_trials(keys, is_good):
    sweep = {"trials": [{**TRIAL, **keys}], "status": "finished"}
    if is_good:
        assert checked(sweep, SweepJson) is sweep
    else:
        with pytest.raises(ValueError, match=r"^trials\.0\."):
            checked(sweep, SweepJson)


def test_a_sweep_needs_trials_and_may_have_more():
    assert checked({"trials": []}, SweepJson) == {"trials": []}
    assert checked({"trials": [], "metric": 3}, SweepJson)
    with pytest.raises(ValueError, match=r"^trials: field required"):
        checked({}, SweepJson)
    with pytest.raises(ValueError, match=r"^trials"):
        checked({"trials": {}}, SweepJson)


def test_a_long_value_is_cut_in_the_message():
    with pytest.raises(ValueError, match=r"Received: 'x{39}\.\.\.$"):
        checked({"status": "x" * 1000}, SummaryJson)
