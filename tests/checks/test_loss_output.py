"""Last activation, loss, units and labels against each other."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.loss_output import floor, floor_text, last_activations, loss_output
from suite.checks.support.loss_kind import loss_kind
from suite.losses.multi_class_hinge import MultiClassHinge
from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy
from suite.losses.sparse_categorical_smoothed_crossentropy import (
    SparseCategoricalSmoothedCrossentropy,
)
from tests.checks.context import CLASSES, context, dense, mlp, severities

layers, losses = keras.layers, keras.losses
INDEX = np.arange(32) % CLASSES
ONE_HOT = np.eye(CLASSES)[INDEX]
BINARY = INDEX % 2


def ending(*tail, units: int = CLASSES):
    """A net that ends in the given layers or functions."""

    def body(x):
        x = dense(units)(dense(16, "relu")(layers.Flatten()(x)))
        for part in tail:
            x = part(x)
        return x

    return body


def sparse(**arguments):
    return losses.SparseCategoricalCrossentropy(**arguments)


SOFTMAX, SIGMOID = layers.Activation("softmax"), layers.Activation("sigmoid")
RESHAPE = layers.Reshape((CLASSES,))
FOCAL, SMOOTHED = SparseCategoricalFocalCrossentropy(), SparseCategoricalSmoothedCrossentropy()
HINGE = MultiClassHinge()


@pytest.mark.parametrize(
    ("tail", "loss", "y"),
    [
        ((), sparse(from_logits=True), INDEX),
        ((), losses.CategoricalCrossentropy(from_logits=True), ONE_HOT),
        ((SOFTMAX,), sparse(), INDEX),
        ((SOFTMAX,), "sparse_categorical_crossentropy", INDEX[:, None]),
        ((layers.Softmax(), RESHAPE), "categorical_crossentropy", ONE_HOT),
        ((keras.ops.softmax,), "kl_divergence", ONE_HOT),
        ((layers.Activation("log_softmax"),), sparse(from_logits=True), INDEX),
        ((SIGMOID,), "binary_crossentropy", ONE_HOT),
        ((), losses.BinaryFocalCrossentropy(from_logits=True), ONE_HOT),
        ((), "categorical_hinge", ONE_HOT),
        ((), FOCAL, INDEX),
        ((), SMOOTHED, INDEX),
        ((), HINGE, INDEX),
        ((SOFTMAX,), "mse", ONE_HOT),
        ((SOFTMAX,), "crossentropy", INDEX),
        ((SOFTMAX,), losses.Dice(), ONE_HOT),
        ((), lambda y, p: keras.ops.mean(p, axis=-1), INDEX),
        ((layers.LayerNormalization(),), sparse(), INDEX),  # unknown endings are not judged
    ],
)
def test_what_fits(tail, loss, y):
    assert loss_output(context(ending(*tail), loss, y=y)) == []


@pytest.mark.parametrize(
    ("tail", "loss", "y"),
    [
        ((), sparse(), INDEX),
        ((), "sparse_categorical_crossentropy", INDEX),
        ((layers.ReLU(),), losses.CategoricalCrossentropy(), ONE_HOT),
        ((layers.ReLU(),), sparse(from_logits=True), INDEX),
        ((SOFTMAX, RESHAPE), sparse(from_logits=True), INDEX),
        ((SIGMOID, RESHAPE), sparse(from_logits=True), INDEX),
        ((SOFTMAX, layers.Softmax()), sparse(), INDEX),
        ((), "binary_crossentropy", ONE_HOT),
        ((SIGMOID, RESHAPE), losses.BinaryCrossentropy(from_logits=True), ONE_HOT),
        ((), sparse(from_logits=True), ONE_HOT),
        ((), losses.CategoricalCrossentropy(from_logits=True), INDEX),
        ((), "categorical_hinge", INDEX),
        ((), "mse", INDEX),
        ((), "kl_divergence", ONE_HOT),
        ((SOFTMAX,), FOCAL, INDEX),
        ((SOFTMAX,), SMOOTHED, INDEX),
        ((), FOCAL, ONE_HOT),
        ((), SMOOTHED, ONE_HOT),
        ((), HINGE, ONE_HOT),
        ((), losses.CategoricalCrossentropy(from_logits=True), np.eye(6)[INDEX]),
    ],
)
def test_what_does_not_fit_is_an_error(tail, loss, y):
    findings = loss_output(context(ending(*tail), loss, y=y))
    assert severities(findings) == ["error"]
    assert findings[0].topic == "loss/softmax"


@pytest.mark.parametrize(
    ("tail", "loss", "y"),
    [
        ((SIGMOID,), sparse(), INDEX),
        ((SOFTMAX,), "binary_crossentropy", ONE_HOT),
        ((SOFTMAX,), HINGE, INDEX),
        ((layers.ReLU(),), HINGE, INDEX),
    ],
)
def test_what_fits_badly_is_a_warning(tail, loss, y):
    assert severities(loss_output(context(ending(*tail), loss, y=y))) == ["warning"]


def test_softmax_twice_has_a_floor():
    """Oracle: the cross-entropy of the most certain right answer."""
    logits = np.eye(10)[:1]
    best = losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([0]), logits)
    assert floor("softmax", 10) == pytest.approx(float(best), rel=1e-6)
    assert floor("softmax", 10) == pytest.approx(1.461, abs=1e-3)
    (finding,) = loss_output(context(ending(SOFTMAX, RESHAPE), sparse(from_logits=True)))
    assert finding.figure == pytest.approx(floor("softmax", CLASSES))
    assert f"{floor('softmax', CLASSES):.3f}" in finding.text


def test_softmax_twice_that_keras_undoes_is_a_warning():
    (finding,) = loss_output(context(ending(SOFTMAX), sparse(from_logits=True)))
    assert finding.severity == "warning"
    assert "Keras" in finding.text


def test_a_loss_without_from_logits_gets_no_edit_of_it():
    (finding,) = loss_output(context(ending(SOFTMAX), SMOOTHED))
    assert "takes logits and applies softmax itself" in finding.text
    assert finding.figure == pytest.approx(floor("softmax", CLASSES))
    assert finding.edit is None
    (finding,) = loss_output(context(ending(SOFTMAX), FOCAL))
    assert finding.figure is None  # the floor is that of a cross-entropy
    (finding,) = loss_output(context(ending(), "kl_divergence", y=ONE_HOT))
    assert finding.text.endswith("expects probabilities: end in softmax.")


@pytest.mark.parametrize(
    ("loss", "is_cross_entropy"), [(SMOOTHED, True), (FOCAL, False), (HINGE, False)]
)
def test_the_losses_for_which_a_guess_costs_ln_c(loss, is_cross_entropy):
    model = context(ending(), loss).model
    assert loss_kind(model).is_cross_entropy is is_cross_entropy
    constant = loss(INDEX, np.zeros((32, CLASSES)))
    assert bool(np.isclose(float(constant), np.log(CLASSES), rtol=1e-6)) is is_cross_entropy


@pytest.mark.parametrize(
    ("units", "severity"), [(1, "error"), (CLASSES - 1, "error"), (CLASSES + 1, "note")]
)
def test_the_number_of_outputs(units, severity):
    findings = loss_output(context(ending(units=units), sparse(from_logits=True)))
    assert severities(findings) == [severity]


def test_one_output():
    def one(*tail):
        return ending(*tail, units=1)

    logits = losses.BinaryCrossentropy(from_logits=True)
    assert loss_output(context(one(), logits, y=BINARY, classes=2)) == []
    assert loss_output(context(one(SIGMOID), "binary_crossentropy", y=BINARY, classes=2)) == []
    always = context(one(SOFTMAX), "binary_crossentropy", y=BINARY, classes=2)
    assert severities(loss_output(always)) == ["error"]
    assert loss_output(context(one(), "mse", y=np.linspace(0, 1, 32), classes=None)) == []


def test_labels_out_of_range_do_not_stop_it():
    twice = context(ending(SOFTMAX, RESHAPE), sparse(from_logits=True), y=INDEX + 90)
    assert severities(loss_output(twice)) == ["error"]


def test_several_outputs_and_subclassed_models_are_not_judged():
    two = keras.Model(i := keras.Input((6, 6, 2)), [mlp(i), mlp(i)])
    two.compile("sgd", ["mse", "mse"])
    assert loss_output(context(two)) == []

    class Own(keras.Model):
        def call(self, x):
            return x

    own = Own()
    own.compile("sgd", "mse")
    assert loss_output(context(own)) == []


@pytest.mark.parametrize(
    ("activation", "units", "lowest"),
    [
        ("softmax", 2, np.log(1 + np.exp(-1))),
        ("softmax", 10, np.log(np.e + 9) - 1),
        ("sigmoid", 3, np.log(1 + 2 * np.exp(-1))),
        ("tanh", 2, np.log(1 + np.exp(-2))),
        ("tanh", 10, np.log(1 + 9 * np.exp(-2))),
        ("softmax", 1, 0.0),
    ],
)
def test_the_floor_between_the_bounds_of_an_activation(activation, units, lowest):
    assert floor(activation, units) == pytest.approx(lowest)
    assert floor_text(activation, units) == (
        f"the loss cannot go below {lowest:.3f} for {units} classes."
    )


@pytest.mark.parametrize(
    ("tail", "found"),
    [
        ((), [None]),
        ((SOFTMAX,), ["softmax"]),
        ((layers.ReLU(), SOFTMAX), ["softmax", "relu"]),
        ((SOFTMAX, RESHAPE), ["softmax"]),
        ((layers.Dropout(0.1),), [None]),
        ((keras.ops.tanh,), ["tanh"]),
        ((layers.LayerNormalization(),), []),
        ((layers.LayerNormalization(), SOFTMAX), ["softmax"]),
        ((dense(CLASSES, "tanh"),), ["tanh"]),
    ],
)
def test_the_activations_at_the_end(tail, found):
    assert last_activations(context(ending(*tail))) == found


@pytest.mark.parametrize(
    ("tail", "loss", "y", "text"),
    [
        (
            (),
            sparse(),
            INDEX,
            "The model ends in no activation, but sparse_categorical_crossentropy expects "
            "probabilities: set from_logits=True, or end in softmax.",
        ),
        (
            (),
            "binary_crossentropy",
            ONE_HOT,
            "The model ends in no activation, but binary_crossentropy expects probabilities: set "
            "from_logits=True, or end in sigmoid.",
        ),
        (
            (layers.ReLU(),),
            sparse(from_logits=True),
            INDEX,
            "The model ends in relu, but sparse_categorical_crossentropy has from_logits=True and "
            "applies softmax itself, to scores of any sign and size.",
        ),
        (
            (SOFTMAX, RESHAPE),
            sparse(from_logits=True),
            INDEX,
            "The model ends in softmax, but sparse_categorical_crossentropy has from_logits=True "
            "and applies softmax itself: the loss cannot go below 0.744 for 4 classes.",
        ),
        (
            (SIGMOID,),
            sparse(),
            INDEX,
            "The model ends in sigmoid, but sparse_categorical_crossentropy expects probabilities "
            "that sum to 1, as of softmax.",
        ),
        (
            (SOFTMAX,),
            "binary_crossentropy",
            ONE_HOT,
            "The model ends in softmax, but binary_crossentropy judges each output by itself and "
            "expects sigmoid.",
        ),
        (
            (),
            sparse(from_logits=True),
            ONE_HOT,
            "The loss sparse_categorical_crossentropy takes class numbers, but the labels are "
            "vectors of shape (32, 4).",
        ),
        (
            (),
            losses.CategoricalCrossentropy(from_logits=True),
            INDEX,
            "The loss categorical_crossentropy takes a vector of 4 for each sample, but the labels "
            "are numbers of shape (32,).",
        ),
        (
            (),
            losses.CategoricalCrossentropy(from_logits=True),
            np.eye(6)[INDEX],
            "The labels have 6 entries, but the model has 4 outputs.",
        ),
        (
            (SOFTMAX,),
            HINGE,
            INDEX,
            "The model ends in softmax, but multi_class_hinge compares scores of any sign and "
            "size; remove it.",
        ),
    ],
)
def test_its_words(tail, loss, y, text):
    assert [finding.text for finding in loss_output(context(ending(*tail), loss, y=y))] == [text]


@pytest.mark.parametrize(
    ("units", "text"),
    [
        (3, "The model has 3 outputs for 4 classes."),
        (5, "The model has 5 outputs, but there are only 4 classes."),
        (
            1,
            "The model has one output, of which sparse_categorical_crossentropy makes the constant "
            "probability 1.",
        ),
    ],
)
def test_the_words_for_a_wrong_number_of_outputs(units, text):
    made = context(ending(units=units), sparse(from_logits=True))
    assert [finding.text for finding in loss_output(made)] == [text]
