"""The samples with the highest loss, of inputs of every form."""

from __future__ import annotations

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from suite.data.files.rows import Rows
from suite.examination.outcome.predictions import Predictions
from suite.examination.outcome.worst import MOST, MOST_COLUMNS, worst


def decoded(text: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))


def sure(count: int, **options) -> Predictions:
    """Sample i is of class 0, which it is given the probability (i + 1) / (count + 1)."""
    p = (np.arange(count) + 1) / (count + 1)
    options = {"link": "softmax", "names": ["cat", "dog"], **options}
    return Predictions("classes", np.stack([p, 1 - p], axis=1), np.zeros(count, int), **options)


def test_the_24_highest_losses_come_first():
    told = worst(sure(99))
    assert [sample["index"] for sample in told["samples"]] == list(range(MOST))
    first = told["samples"][0]
    assert first == {
        "index": 0, "true": "cat", "answered": "dog", "probability": 0.99, "of_true": 0.01,
        "loss": pytest.approx(-np.log(0.01)),
    }  # fmt: skip
    assert told["measure"] == "cross-entropy"


def test_places_and_files_are_those_of_the_split():
    rows = np.array([7, 3, 5])
    files = [f"cat/{number}.png" for number in range(9)]
    told = worst(sure(3, rows=rows, files=files))["samples"]
    assert [(one["index"], one["file"]) for one in told] == [
        (7, "cat/7.png"), (3, "cat/3.png"), (5, "cat/5.png")
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [np.asarray, lambda array: Rows(array, np.arange(len(array)))])
@pytest.mark.parametrize("channels", [1, 3])
def test_images_are_as_they_came(channels, kind):
    images = np.random.default_rng(0).integers(0, 256, (5, 20, 20, channels)).astype(np.uint8)
    images[:, 0, 0], images[:, 0, 1] = 0, 255
    told = worst(sure(5, inputs=kind(images), form="image", rows=np.array([4, 2, 0, 1, 3])))
    assert told["range"] == [0, 255]
    for sample, row in zip(told["samples"], [4, 2, 0, 1, 3], strict=True):
        expected = images[row, ..., 0] if channels == 1 else images[row]
        np.testing.assert_array_equal(decoded(sample["png"]), expected)


@pytest.mark.parametrize(
    ("shape", "form", "size"),
    [
        ((20, 20), "image", (20, 20)),
        ((20, 20, 2), "image", (20, 20)),
        ((20, 20, 7), "image", (20, 20, 3)),
        ((5, 20, 20, 1), "volume", (20, 20)),
        ((100, 2), "series", (48, 64, 3)),
        ((3, 1), "series", (48, 64, 3)),
    ],
)
def test_what_can_be_drawn_is(shape, form, size):
    inputs = np.random.default_rng(0).random((4, *shape)).astype(np.float32)
    told = worst(sure(4, inputs=inputs, form=form))
    assert {decoded(sample["png"]).shape for sample in told["samples"]} == {size}


def test_a_series_is_a_curve():
    inputs = np.array([[[0.0], [1.0]]])  # rises
    picture = decoded(worst(sure(1, inputs=inputs, form="series"))["samples"][0]["png"])[..., 0]
    assert picture[-1, 0] == 255
    assert picture[0, -1] == 255
    assert picture[0, 0] == 0
    assert picture[-1, -1] == 0


def test_rows_of_a_table():
    inputs = np.arange(50.0, dtype=np.float32).reshape(2, 25)
    told = worst(sure(2, inputs=inputs, form="table"))
    assert told["columns"] == 25
    assert told["samples"][1]["values"] == inputs[1, :MOST_COLUMNS].tolist()
    assert "features" not in told
    names = [f"column {number}" for number in range(25)]
    told = worst(sure(2, inputs=inputs, form="table", features=names))
    assert told["features"] == names[:MOST_COLUMNS]


def test_words_by_number_and_as_text():
    told = worst(sure(1, inputs=np.array([[3, 1, 2]]), form="tokens"))
    assert told["samples"][0]["values"] == [3, 1, 2]
    text = np.array(["<b>good</b> " * 50], dtype=object)
    shown = worst(sure(1, inputs=text, form="text"))["samples"][0]["text"]
    assert shown.startswith("<b>good</b>")
    assert len(shown) == 303


def test_a_sample_without_finite_outputs_has_no_answer():
    found = Predictions(
        "classes", np.array([[0.1, 0.9], [np.nan, 0.5]]), np.array([1, 1]), "softmax"
    )
    told = worst(found)["samples"]
    assert (told[0].pop("index"), told[0].pop("true")) == (1, "1")
    assert told[0] == dict.fromkeys(["answered", "probability", "of_true", "loss"])
    assert told[1]["answered"] == "1"
    json.dumps(told, allow_nan=False)


def test_several_labels():
    found = Predictions(
        "labels", np.array([[0.9, 0.6, 0.1]]), np.array([[1, 0, 1]]), "sigmoid", ["a", "b", "c"]
    )
    sample = worst(found)["samples"][0]
    assert (sample["true"], sample["answered"]) == (["a", "c"], ["a", "b"])
    assert (sample["probability"], sample["of_true"]) == ([0.9, 0.6], [0.9, 0.1])


def test_the_largest_errors_of_a_regression():
    y = np.array([[1.0], [2.0], [3.0]])
    told = worst(Predictions("values", np.array([[1.5], [5.0], [3.0]]), y))
    assert told["measure"] == "squared error"
    assert [(one["true"], one["answered"], one["loss"]) for one in told["samples"]] == [
        ([2.0], [5.0], 9.0), ([1.0], [1.5], 0.25), ([3.0], [3.0], 0.0)
    ]  # fmt: skip


def test_of_no_samples_there_is_nothing():
    assert worst(Predictions("classes", np.empty((0, 2)), np.empty(0, int))) is None
