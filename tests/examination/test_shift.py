"""Validation samples of another distribution."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.shift import channel_order, shift
from suite.examination.support.two_sample import auc, two_sample_auc
from tests.examination.digits import changed, context, splits

MODEL = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])


def shifted(change) -> dict:
    _, validation = splits()
    return shift(context(validation=changed(validation, inputs=change(validation.inputs))))


def test_digits_are_like_digits():
    found = shifted(lambda images: images)
    assert 0.4 < found["two_sample"] < 0.6
    assert found["inverted"] < -0.95
    assert "channel_order" not in found
    (channel,) = found["channels"]
    assert channel["train_mean"] == pytest.approx(channel["validation_mean"], rel=0.05)


@pytest.mark.parametrize(
    "change",
    [
        lambda images: 255 - images,
        lambda images: images // 4,
        lambda images: np.clip(
            images + np.random.default_rng(0).normal(0, 40, images.shape), 0, 255
        ),
        lambda images: np.zeros_like(images),
        lambda images: images.astype("float32") / 255,
    ],
    ids=["inverted", "dark", "noise", "blank", "scaled"],
)
def test_a_classifier_tells_other_images_apart(change):
    assert shifted(change)["two_sample"] > 0.9


def test_inversion_has_its_own_figure():
    assert shifted(lambda images: 255 - images)["inverted"] > 0.95
    assert shifted(lambda images: images // 4)["inverted"] < -0.9


def colored(seed: int, count: int = 300) -> np.ndarray:
    """Images whose channels differ a little on average."""
    random = np.random.default_rng(seed)
    base = random.normal(120, 60, (count, 1, 1, 1)) + random.normal(0, 30, (count, 8, 8, 3))
    return (base + [0.0, 8.0, -12.0] + np.linspace(0, 15, 8)[:, None, None]).astype("float32")


def test_the_order_of_channels():
    healthy = channel_order(colored(0), colored(1))
    assert healthy["order"] == [0, 1, 2]
    assert healthy["own"] == healthy["best"] < 4
    swapped = channel_order(colored(0), colored(1)[..., ::-1])
    assert swapped["order"] == [2, 1, 0]
    assert swapped["own"] > 4 * swapped["best"]


@pytest.mark.parametrize(
    ("change", "least", "most"),
    [
        (lambda rows: rows, 0.4, 0.6),
        (lambda rows: rows + 1, 0.7, 1.0),
        (lambda rows: 3 * rows, 0.7, 1.0),
        (lambda rows: rows * [1.0, 1.0, 100.0], 0.7, 1.0),
    ],
    ids=["same", "moved", "scaled", "one column"],
)
def test_tables(change, least, most):
    random = np.random.default_rng(0)
    rows = random.normal(size=(400, 3)).astype("float32")
    held = change(random.normal(size=(200, 3))).astype("float32")
    labels = np.arange(400) % 2
    made = ExaminationContext(MODEL, Examples(rows, labels), Examples(held, labels[:200]))
    found = shift(made)
    assert least < found["two_sample"] < most
    assert len(found["channels"]) == 3
    assert found["channels"][0]["train_std"] == pytest.approx(rows[:, 0].std(), rel=1e-5)


def test_the_area_is_the_share_of_pairs_in_order():
    random = np.random.default_rng(0)
    scores, positive = random.integers(0, 9, 60).astype(float), random.random(60) < 0.4
    pairs = [(p > n) + 0.5 * (p == n) for p in scores[positive] for n in scores[~positive]]
    assert auc(scores, positive) == pytest.approx(np.mean(pairs))


def test_few_samples_say_nothing():
    rows = np.random.default_rng(0).normal(size=(29, 2))
    assert two_sample_auc(rows, rows + 9) is None


def test_words_and_missing_validation_have_no_shift():
    words = keras.Sequential([keras.Input((3,)), keras.layers.Embedding(9, 2)])
    rows = Examples(np.ones((40, 3)), np.zeros(40, int))
    assert shift(ExaminationContext(words, rows, rows)) is None
    assert shift(ExaminationContext(MODEL, rows)) is None
