"""Labels and inputs of array files in the forms that people save them in."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.sources.arrays import arrays, short
from suite.errors import UserError

X = np.zeros((4, 3), np.float32)


@pytest.fixture
def made(tmp_path):
    def make(x=X, y=(0, 1, 2, 1), **options):
        np.savez(tmp_path / "set.npz", x=x, y=np.asarray(y))
        return arrays(str(tmp_path / "set.npz"), **options)

    return make


LABELS = {
    "whole numbers": ([0, 1, 2, 1], [0, 1, 2, 1]),
    "of one byte": (np.array([0, 1, 2, 1], np.uint8), [0, 1, 2, 1]),
    "truth values": ([False, True, True, False], [0, 1, 1, 0]),
    "whole fractions": ([0.0, 1.0, 2.0, 1.0], [0, 1, 2, 1]),
    "a column": ([[0], [1], [2], [1]], [0, 1, 2, 1]),
    "a column of fractions": ([[0.0], [1.0], [2.0], [1.0]], [0, 1, 2, 1]),
    "one-hot": (np.eye(3)[[0, 1, 2, 1]], [0, 1, 2, 1]),
    "one-hot, of whole numbers": (np.eye(3, dtype=int)[[0, 1, 2, 1]], [0, 1, 2, 1]),
    "one-hot, of truth values": (np.eye(2, dtype=bool)[[0, 1, 1, 0]], [0, 1, 1, 0]),
    "one-hot of two": ([[1, 0], [0, 1], [0, 1], [1, 0]], [0, 1, 1, 0]),
}


@pytest.mark.parametrize("form", LABELS)
def test_class_numbers(made, form):
    given, expected = LABELS[form]
    data = made(y=given)
    assert data.train.labels.tolist() == expected
    assert data.class_names == tuple(map(str, range(max(expected) + 1)))


ROWS = {
    "values of one number": ([0.5, -1.0, 2.0, 1e6], "values", [[0.5], [-1], [2], [1e6]]),
    "values of two": ([[1, 2], [3, 4], [5, 6], [7, 8]], "values", [[1, 2], [3, 4], [5, 6], [7, 8]]),
    "whole values": ([3, 1, 2, 0], "values", [[3], [1], [2], [0]]),
    "labels": ([[0, 1], [1, 1], [0, 0], [1, 0]], "labels", [[0, 1], [1, 1], [0, 0], [1, 0]]),
    "one label": ([True, False, True, True], "labels", [[1], [0], [1], [1]]),
}


@pytest.mark.parametrize("form", ROWS)
def test_targets_that_are_rows(made, form):
    given, targets, expected = ROWS[form]
    data = made(y=given, targets=targets)
    assert data.train.labels.tolist() == expected
    assert data.train.labels.dtype == np.float32
    assert data.classes == len(expected[0])


INPUTS = {
    "features": ((4, 3), (3,)),
    "images without a channel": ((4, 3, 2), (3, 2, 1)),
    "images": ((4, 3, 2, 5), (3, 2, 5)),
}


@pytest.mark.parametrize("form", INPUTS)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_inputs(made, form, dtype):
    given, expected = INPUTS[form]
    data = made(np.ones(given, dtype))
    assert data.input_shape == expected
    assert data.train.inputs.dtype == dtype


REFUSED = [
    ({"y": [[1, 1], [0, 1], [0, 1], [1, 0]]}, "y_train looks one-hot, but row 0 is not a single 1"),
    ({"y": [[0, 1], [0, 0], [0, 1], [1, 0]]}, "y_train looks one-hot, but row 1 is not a single 1"),
    (
        {"y": [[0, 1], [0, 2], [0, 3], [1, 0]]},
        "among 0s (2 such rows). Set data.targets to lab",
    ),
    ({"y": [0, 1.5, 2, 1]}, "must hold whole class numbers, but row 1 is 1.5. For regression set"),
    ({"y": [0, 1, 2, 10**6]}, "row 3 is 1000000, and more than 1,000,000 classes are not possible"),
    ({"y": [0, 1, 2, 1j]}, "y_train must hold class numbers, not complex128."),
    ({"y": ["a", "b", "a", "b"]}, "y_train must hold class numbers, not <U1."),
    ({"y": np.zeros((4, 2, 2))}, "y_train must be of shape (N,) or (N, classes), not (4, 2, 2)."),
    ({"y": 3}, "y_train must be of shape (N,) or (N, classes), not ()."),
    ({"y": ["a", "b", "c", "d"], "targets": "values"}, "y_train must hold numbers, not <U1."),
    ({"y": np.zeros((4, 2, 2)), "targets": "values"}, "of shape (N,) or (N, K), not (4, 2, 2)."),
    ({"y": [0, 1, 2, 1], "targets": "labels"}, "hold what is not 0 or 1, the first at index 2: 2."),
    (
        {"y": [0.0, np.inf, 1, 2], "targets": "values"},
        "not a finite number, the first at index 1",
    ),
    (
        {"y": [0, 1, 2, 1], "class_names": ["a", "b"]},
        "1 labels out of range, the first at index 2",
    ),
    ({"y": [0, 1]}, "training split: 4 inputs, but 2 labels."),
]


@pytest.mark.parametrize(("parts", "message"), REFUSED)
def test_what_is_no_target(made, parts, message):
    with pytest.raises(UserError) as caught:
        made(**parts)
    assert message in str(caught.value)


@pytest.mark.parametrize("targets", ["class", "label", None, "", "Values"])
def test_an_unknown_kind_of_targets(made, targets):
    with pytest.raises(ValueError, match="Argument `targets`") as caught:
        made(targets=targets)
    assert str(caught.value) == (
        f"Argument `targets` must be one of classes, labels, values. Received: targets={targets!r}"
    )


SENTENCES = {
    ValueError("Cannot load file containing pickled data. When allow_pickle=False"): (
        "Cannot load file containing pickled data"
    ),
    ValueError("one."): "one",
    ValueError(""): "ValueError",
    EOFError("No data left in file"): "No data left in file",
    PermissionError(13, "Permission denied"): "Permission denied",
    MemoryError(): "MemoryError",
}


@pytest.mark.parametrize("error", SENTENCES, ids=repr)
def test_the_first_sentence_of_an_error(error):
    assert short(error) == SENTENCES[error]
