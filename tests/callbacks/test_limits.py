"""Where diagnostics begin to speak, a step before and a step beyond, without a run."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from callbacks.activation_stats import SATURATED, figures_of
from callbacks.dead_neurons import active_share
from callbacks.filters import Filters
from callbacks.finite import bad_entries
from callbacks.gradient_norm import GradientNorm
from callbacks.loss_curve import LossCurve
from callbacks.update_ratio import UpdateRatio
from tests.callbacks.nets import cnn, mlp

NAN, INF = float("nan"), float("inf")


def two_classes() -> keras.Model:
    """Guessing costs ln 2, so that the curve's floor is (ln 2) / 2."""
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def ratio(count: int = 1) -> UpdateRatio:
    layers = [keras.layers.Dense(1, use_bias=False, name=f"d{index}") for index in range(count)]
    model = keras.Sequential([keras.Input((1,)), *layers])
    model.compile(keras.optimizers.SGD(0.5), "mse")
    diagnostic = UpdateRatio()
    diagnostic.build(model)
    return diagnostic


@pytest.mark.parametrize(
    ("ratios", "losses", "start", "expected"),
    [
        ([0.11] * 10, [1.0] * 10, 0, ["too_fast"]),
        ([0.1] * 10, [1.0] * 10, 0, []),
        ([0.11] * 9, [1.0] * 9, 0, []),
        ([1.0] + [0.0] * 9, [1.0] * 10, 0, []),
        ([0.9e-5] * 10, [1.0] * 10, 90, ["too_slow"]),
        ([0.9e-5] * 10, [1.0] * 10, 89, []),
        ([1.1e-5] * 10, [1.0] * 10, 90, []),
        ([0.9e-5] * 10, [1.0] + [0.9] * 9, 90, []),
        ([NAN] * 10, [1.0] * 10, 0, []),
    ],
)
def test_update_ratio(ratios, losses, start, expected):
    diagnostic = ratio()
    steps = np.arange(start, start + len(ratios))
    diagnostic.judge(steps, np.array(ratios)[:, None], np.array(losses))
    judged = ("too_fast", "too_slow")
    assert [name for name in judged if getattr(diagnostic, name) is not None] == expected


def test_ten_steps_may_come_in_several_reports():
    diagnostic = ratio()
    for start in (0, 5):
        assert diagnostic.too_fast is None
        diagnostic.judge(np.arange(start, start + 5), np.full((5, 1), 0.2), np.ones(5))
    finding = diagnostic.as_error(diagnostic.too_fast)
    assert finding.step == 9
    assert finding.figure == pytest.approx(0.2)
    assert str(finding.edit) == "optimizer.learning_rate: 0.5 -> 0.05"


@pytest.mark.parametrize(
    ("others", "also"),
    [
        (1, ""),
        (2, "; 1 other kernel moves too fast as well"),
        (3, "; 2 other kernels move too fast as well"),
    ],
)
def test_the_worst_kernel_is_named(others, also):
    diagnostic = ratio(others + 1)
    ratios = np.full((10, others + 1), 0.2)
    ratios[:, 0], ratios[:, 1] = 0.01, 0.5
    diagnostic.judge(np.arange(10), ratios, np.ones(10))
    usual = f"An update changes `d1` by 50% of its size, where about 0.1 % is usual{also}"
    assert diagnostic.too_fast.text == f"{usual}."
    accused = diagnostic.as_error(diagnostic.too_fast)
    assert accused.text == f"{usual}: the learning rate is too high."


@pytest.mark.parametrize(
    ("mean", "share"),
    [(0.246, "25% of"), (9.9, "990% of"), (12.0, "12 times"), (6.17e10, "6.2e+10 times")],
)
def test_a_share_of_any_size_can_be_read(mean, share):
    diagnostic = ratio()
    diagnostic.judge(np.arange(10), np.full((10, 1), mean), np.ones(10))
    assert f"by {share} its size" in diagnostic.too_fast.text


@pytest.mark.parametrize(
    ("norms", "topics"),
    [
        ([1e3], []),
        ([1.001e3], ["foundations/backprop"]),
        ([INF], []),
        ([NAN, 2e3], ["foundations/backprop"]),
        ([1.0] * 20 + [10.0], []),
        ([1.0] * 20 + [10.1], []),
    ],
)
def test_norms_within_one_report(norms, topics):
    diagnostic = GradientNorm()
    diagnostic.build(mlp())
    layers = np.tile(norms, (len(diagnostic.layer_names), 1)).T
    diagnostic.look_for_explosions(np.arange(len(norms)), np.array(norms), layers)
    assert list(diagnostic.explosions) == topics


@pytest.mark.parametrize(
    ("before", "norm", "topics"),
    [(20, 10.0, []), (20, 10.1, ["optim/learning-rate"]), (19, 10.1, [])],
)
def test_a_spike_needs_twenty_steps_before_it(before, norm, topics):
    diagnostic = GradientNorm()
    diagnostic.build(mlp())
    count = len(diagnostic.layer_names)
    diagnostic.look_for_explosions(np.arange(before), np.ones(before), np.ones((before, count)))
    diagnostic.look_for_explosions(np.array([before]), np.array([norm]), np.full((1, count), norm))
    assert list(diagnostic.explosions) == topics


@pytest.mark.parametrize(
    ("losses", "jumps"),
    [
        ([1.0] * 10 + [3.0], False),
        ([1.0] * 10 + [3.1], True),
        ([1.0] * 9 + [9.0], False),
        ([0.01] * 10 + [0.34], False),
        ([0.01] * 10 + [0.35], True),
    ],
)
def test_a_jump_of_the_loss(losses, jumps):
    curve = LossCurve()
    curve.build(two_classes())
    for step, loss in enumerate(losses):
        curve.follow(step, loss)
    assert ("jumps" in curve.found) is jumps


@pytest.mark.parametrize(
    ("activations", "expected"),
    [
        ([[1.0, 0.0], [1.0, 0.0]], [1.0, 0.0]),
        ([[1.0, -1.0], [-1.0, 2.0]], [0.5, 0.5]),
        ([[NAN, 1e-30], [NAN, -1e-30]], [1.0, 0.5]),
        ([[INF, -INF]], [1.0, 0.0]),
    ],
)
def test_what_counts_as_active(activations, expected):
    np.testing.assert_allclose(active_share(tf.constant(activations), None), expected)


@pytest.mark.parametrize(
    ("tensors", "expected"),
    [
        ([], []),
        ([[1.0, 2.0]], [0]),
        ([[1.0, NAN], [INF, -INF, 1e38]], [1, 2]),
        ([[], [NAN]], [0, 1]),  # an input without features
        ([[NAN], []], [1, 0]),
    ],
)
def test_entries_that_are_not_finite(tensors, expected):
    given = [tf.constant(values, tf.float32) for values in tensors]
    assert bad_entries(given).numpy().tolist() == expected


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        ("tanh", 0.974, 0.975),
        ("sigmoid", 0.987, 0.988),
        ("sigmoid", 0.013, 0.012),
        ("softsign", 0.77, 0.78),
        ("hard_sigmoid", 0.999, 1.0),
        ("hard_tanh", -0.999, -1.0),
    ],
)
def test_saturation_begins_where_the_slope_is_a_twentieth(kind, inside, outside):
    assert kind in SATURATED
    for value, expected in ((inside, 0.0), (outside, 1.0)):
        figures = figures_of(tf.constant([value]), kind)
        assert float(figures["saturated"]) == expected


def test_the_histogram_has_everything_but_what_is_no_number():
    figures = figures_of(tf.constant([-9.0, -5.0, 0.0, 4.99, 5.0, 9.0, NAN, INF]), "relu")
    shares = figures["histogram"].numpy()
    assert shares[0] == pytest.approx(2 / 8)
    assert shares[20] == pytest.approx(1 / 8)
    assert shares[-1] == pytest.approx(4 / 8)
    assert shares.sum() == pytest.approx(7 / 8)


def test_filters_are_those_of_the_layer_that_reads_the_image():
    filters = Filters()
    filters.build(cnn())
    assert filters.shape == tuple(filters.layer.kernel.shape[:3])
    with pytest.raises(ValueError, match="Filters are shown of models whose first layer"):
        Filters().build(two_classes())
