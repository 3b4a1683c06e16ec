"""What counts as saying the same."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.lab.export.agreement import Disagreement, compare, limit_of

SCORES = np.array([[3.0, 1.0, 0.0], [0.0, 20.0, 1.0]])


def compared(found, expected=SCORES, share=1e-4):
    return compare({"scores": expected}, {"scores": np.asarray(found)}, share)


def test_the_limit_is_a_share_of_the_largest_output_but_of_one_at_least():
    assert compared(SCORES).limit == pytest.approx(20e-4)
    assert compared(SCORES / 100, SCORES / 100).limit == pytest.approx(1e-4)
    agreement = compared(SCORES + 1e-3)
    assert (agreement.examples, agreement.difference) == (2, pytest.approx(1e-3))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (SCORES + np.eye(3)[1:] * [0, 0, 0.01], "differ from those of the Keras model for 1 of 2"),
        (SCORES * np.nan, "for 2 of 2 inputs"),
        (SCORES[:, :2], r"has the shape \(2, 2\), not \(2, 3\)"),
    ],
)
def test_other_outputs_are_refused_with_by_how_much(found, said):
    with pytest.raises(Disagreement, match=said):
        compared(found)


def test_another_class_is_refused_unless_the_model_is_undecided_itself():
    close = np.array([[1.0, 1.00005]])
    assert compared(close[:, ::-1], close).difference == pytest.approx(5e-5)
    # Between one and two limits apart: each output is near enough, and the class is another.
    apart = np.array([[1.0, 1.00015]])
    with pytest.raises(Disagreement, match="another class for 1 of 1"):
        compared([[1.00009, 1.00007]], apart)


def test_outputs_go_by_their_names():
    expected = {"b": np.ones((1, 2)), "a": np.zeros((1, 2))}
    assert compare(expected, dict(sorted(expected.items())), 1e-4).difference == 0
    with pytest.raises(Disagreement, match="has the outputs a, not b, a"):
        compare(expected, {"a": expected["a"]}, 1e-4)


def test_the_coarsest_precision_decides():
    policies = ["float32", "mixed_bfloat16", "float16"]
    layers = [keras.layers.Dense(1, dtype=policy) for policy in policies]
    assert [limit_of([layer]) for layer in layers] == [1e-4, 5e-2, 1e-2]
    assert limit_of(layers) == 5e-2
    assert limit_of([]) == 1e-4
