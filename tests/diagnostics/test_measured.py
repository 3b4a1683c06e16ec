"""What is reported becomes plain numbers."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.measured import plain, scalars


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        (True, 1.0),
        (np.float32(0.5), 0.5),
        (np.int64(7), 7.0),
        ([1, 2], [1, 2]),
        (np.ones((2, 2)), [[1.0, 1.0], [1.0, 1.0]]),
        ((), []),
        (tf.constant(2.0), 2.0),
        (tf.Variable([1, 2]), [1, 2]),
        (float("inf"), float("inf")),
    ],
    ids=repr,
)
def test_what_is_reported_becomes_plain(value, expected):
    result = plain(value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize("value", ["text", None, {"a": 1}, 1j, [["a"]]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError) as refusal:
        plain(value)
    assert str(refusal.value) == (
        f"report() must give numbers or arrays of numbers. Received: {value!r}"
    )


def test_scalars_reach_the_logs_and_lists_do_not():
    measured = {"a": {"x": 1.0, "list": [1.0]}, "b": {"x": 2.0}, "c": {}}
    assert scalars(measured) == {"a/x": 1.0, "b/x": 2.0}
