"""What differs between two recipes' values."""

from __future__ import annotations

import pytest

from suite.recipe.diff import diff_text, differences


@pytest.mark.parametrize(
    ("a", "b", "found"),
    [
        ({}, {}, []),
        ({"seed": 1}, {"seed": 1}, []),
        ({"seed": 1}, {"seed": 2}, [("seed", 1, 2)]),
        ({"seed": 1}, {}, [("seed", 1, None)]),
        ({}, {"seed": 1}, [("seed", None, 1)]),
        ({"seed": 1}, {"seed": 1.0}, [("seed", 1, 1.0)]),
        ({"seed": 1}, {"seed": True}, [("seed", 1, True)]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, [("a.c", 2, 3)]),
        ({"a": {"b": 1}}, {"a": 1}, [("a", {"b": 1}, 1)]),
        ({"model": "mlp"}, {"model": "cnn"}, [("model", "mlp", "cnn")]),
        ({"model": "mlp"}, {"model": {"kind": "mlp"}}, []),
        (
            {"model": "mlp"},
            {"model": {"kind": "cnn", "pool": 2}},
            [("model.kind", "mlp", "cnn"), ("model.pool", None, 2)],
        ),
        (
            {"model": {"kind": "cnn", "pool": 2}},
            {"model": "mlp"},
            [("model.kind", "cnn", "mlp"), ("model.pool", 2, None)],
        ),
        ({"metrics": ["a", "b"]}, {"metrics": ["a", "c"]}, [("metrics", ["a", "b"], ["a", "c"])]),
        ({"metrics": ["a"]}, {"metrics": ["a", "c"]}, [("metrics", ["a"], ["a", "c"])]),
        (
            {"callbacks": [{"kind": "x", "n": 1}]},
            {"callbacks": [{"kind": "x", "n": 2}]},
            [("callbacks.0.n", 1, 2)],
        ),
        (
            {"callbacks": ["x"]},
            {"callbacks": [{"kind": "x", "n": 2}]},
            [("callbacks.0.n", None, 2)],
        ),
        (
            {"callbacks": [{"kind": "x"}, "y"]},
            {"callbacks": [{"kind": "x"}, "z"]},
            [("callbacks.1", "y", "z")],
        ),
        ({"a": [[1]]}, {"a": [[2]]}, [("a", [[1]], [[2]])]),
        ({"b": 1, "a": 1}, {"a": 2, "b": 2}, [("b", 1, 2), ("a", 1, 2)]),
        ({"a": None}, {}, []),
    ],
)
def test_differences(a, b, found):
    assert differences(a, b) == found
    mirrored = sorted((key, right, left) for key, left, right in differences(b, a)) if found else []
    assert sorted(map(str, found)) == sorted(map(str, mirrored))


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ([], "no difference"),
        ([("seed", 0, 3)], "seed: 0 -> 3"),
        (
            [("topic", "a/b", None), ("metrics", [], ["auc"])],
            "topic: 'a/b' -> null\nmetrics: [] -> [auc]",
        ),
        ([("model", {"kind": "mlp", "widths": list(range(99))}, "cnn")], "model: mlp -> 'cnn'"),
        (
            [("over", {"low": 0, "high": "x" * 99}, None)],
            "over: {low: 0, high: " + "x" * 41 + " ... -> null",
        ),
    ],
)
def test_as_text(found, text):
    assert diff_text(found) == text
