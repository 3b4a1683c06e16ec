"""Training by whole passes: sums over batches, curvature, refusals."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite.errors import RunFailure, UserError
from suite.optimizers.l_bfgs import LBFGS
from suite.optimizers.newton_cg import NewtonCG
from suite.runs.progress.choose_progress import choose_progress
from suite.training.full_batch.full_batch import FullBatch
from suite.training.full_batch.whole_set import WholeSet
from suite.training.loop.loop import Loop
from suite.training.loop.loop_options import LoopOptions

SAMPLES = 50
PENALTY = 2.0**-7  # exact in float32, through which Keras takes it


@pytest.fixture
def float64():
    before, policy = keras.config.floatx(), keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx(before)
    keras.config.set_dtype_policy(policy)


def arrays():
    random = np.random.default_rng(0)
    x = random.normal(size=(SAMPLES, 5))
    return x, (x[:, 0] + x[:, 1] ** 2 > 0.7).astype("int32") + (x[:, 2] > 0)


def network(optimizer, *layers):
    """A compiled net of tanh units, the same weights at each call."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((5,))
    regularizer = keras.regularizers.L2(PENALTY)
    x = keras.layers.Dense(4, activation="tanh", kernel_regularizer=regularizer)(inputs)
    for layer in layers:
        x = layer(x)
    model = keras.Model(inputs, keras.layers.Dense(3)(x))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    accuracy = keras.metrics.SparseCategoricalAccuracy(name="accuracy")
    model.compile(optimizer, loss, metrics=[accuracy])
    return model


def batches(size=16, weights=None):
    parts = arrays() if weights is None else (*arrays(), weights)
    return tf.data.Dataset.from_tensor_slices(parts).batch(size)


def whole_set(model, size=16, weights=None):
    once, strategy = batches(size, weights), tf.distribute.get_strategy()
    stream = iter(once.repeat())
    return WholeSet(model, stream, int(once.cardinality()), SAMPLES, strategy, jit_compile=False)


def loop(model, callbacks=(), **options):
    engine = FullBatch(batches(), SAMPLES)
    callbacks = [*callbacks, keras.callbacks.History()]
    return Loop(model, engine, callbacks, choose_progress(quiet=True), LoopOptions(**options))


def at_once(model, weights=None):
    """Loss and gradients of all samples in one batch."""
    x, y = (tf.constant(array) for array in arrays())
    with tf.GradientTape() as tape:
        loss = model.compute_loss(x, y, model(x), weights)
    values = [variable.value for variable in model.trainable_variables]
    return float(loss), flat(tape.gradient(loss, values))


def flat(tensors):
    return np.concatenate([np.ravel(tensor) for tensor in tensors])


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("size", [7, 16, SAMPLES])
def test_the_sum_over_the_batches_is_the_whole(float64, size, weighted):
    model = network(LBFGS())
    weights = np.random.default_rng(1).uniform(0, 3, SAMPLES) if weighted else None
    objective = whole_set(model, size, weights)
    for _ in range(2):  # the second pass begins where the first one did
        loss, gradients = objective.loss_and_gradients()
        expected, slopes = at_once(model, weights)
        assert loss == pytest.approx(expected, rel=1e-12)
        np.testing.assert_allclose(flat(gradients), slopes, rtol=1e-9, atol=1e-12)
    assert objective.passes == 2
    metrics = model.get_metrics_result()
    assert float(metrics["loss"]) == pytest.approx(expected, rel=1e-6)
    predicted = model.predict(arrays()[0], verbose=0).argmax(axis=1)
    assert float(metrics["accuracy"]) == pytest.approx((predicted == arrays()[1]).mean())


def directions(model):
    random = np.random.default_rng(2)
    return [tf.constant(random.normal(size=v.shape)) for v in model.trainable_variables]


def moved(model, start, direction, length):
    for variable, value, step in zip(model.trainable_variables, start, direction, strict=True):
        variable.assign(value + length * step)


def test_products_with_the_hessian_are_differences_of_gradients(float64):
    model = network(NewtonCG())
    objective, vectors = whole_set(model), directions(model)
    product = flat(objective.curvature_product("hessian", vectors))
    start, step, ends = [v.numpy() for v in model.trainable_variables], 1e-5, []
    for sign in (1, -1):
        moved(model, start, vectors, sign * step)
        ends.append(flat(objective.loss_and_gradients()[1]))
    expected = (ends[0] - ends[1]) / (2 * step)
    np.testing.assert_allclose(product, expected, rtol=1e-6, atol=1e-8)


def jacobian(model):
    """Outputs by weights, (samples x classes, weights)."""
    x = tf.constant(arrays()[0])
    with tf.GradientTape() as tape:
        outputs = tf.reshape(model(x), [-1])
    values = [variable.value for variable in model.trainable_variables]
    parts = tape.jacobian(outputs, values)
    return np.concatenate([np.reshape(part, (len(outputs), -1)) for part in parts], axis=1)


def test_products_with_gauss_newton_are_those_of_the_explicit_matrix(float64):
    model = network(NewtonCG())
    p = np.asarray(tf.nn.softmax(model(arrays()[0])))
    of_outputs = np.zeros((SAMPLES * 3, SAMPLES * 3))
    for i, row in enumerate(p):
        block = slice(3 * i, 3 * i + 3)
        of_outputs[block, block] = (np.diag(row) - np.outer(row, row)) / SAMPLES
    j = jacobian(model)
    matrix = j.T @ of_outputs @ j
    first = model.trainable_variables[0].shape.num_elements()
    matrix[range(first), range(first)] += 2 * PENALTY
    vectors = directions(model)
    product = flat(whole_set(model).curvature_product("gauss_newton", vectors))
    np.testing.assert_allclose(product, matrix @ flat(vectors), rtol=1e-8, atol=1e-10)


def test_gauss_newton_is_the_hessian_of_a_linear_model(float64):
    keras.utils.set_random_seed(1)
    inputs = keras.Input((5,))
    model = keras.Model(inputs, keras.layers.Dense(3)(inputs))
    model.compile(NewtonCG(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    objective, vectors = whole_set(model), directions(model)
    one, other = (
        flat(objective.curvature_product(kind, vectors)) for kind in ("hessian", "gauss_newton")
    )
    np.testing.assert_allclose(one, other, rtol=1e-8, atol=1e-12)


def test_logistic_regression_ends_in_its_minimum():
    linear = pytest.importorskip("sklearn.linear_model")
    x, y = arrays()
    theirs = linear.LogisticRegression(C=1 / (SAMPLES * 2 * 0.01), tol=1e-10, max_iter=999)
    theirs.fit(x, y)
    for optimizer in (LBFGS(tolerance=1e-6), NewtonCG(tolerance=1e-6)):
        keras.utils.set_random_seed(1)
        inputs = keras.Input((5,))
        layer = keras.layers.Dense(3, kernel_regularizer=keras.regularizers.L2(0.01))
        model = keras.Model(inputs, layer(inputs))
        model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        training = loop(model, epochs=100)
        training.run()
        assert training.position.epoch < 40  # it has noticed
        np.testing.assert_allclose(layer.kernel, theirs.coef_.T, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("optimizer", [LBFGS, NewtonCG])
def test_the_history_is_of_the_weights_that_the_iteration_left(optimizer):
    model = network(optimizer())

    class Look(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.calls.append(batch)

        def on_epoch_end(self, epoch, logs=None):
            self.losses.append(at_once(self.model)[0])
            assert logs["step"] == epoch + 1

    look = Look()
    look.calls, look.losses = [], []
    training = loop(model, [look], epochs=5)
    training.run()
    history = training.callbacks[-1].history
    np.testing.assert_allclose(history["loss"], look.losses, rtol=1e-5)
    assert look.calls == [0] * 5
    assert all(np.diff(history["loss"]) < 0)
    assert sum(history["full_batch/passes"]) == training.engine.objective.passes
    seconds = np.array(history["full_batch/passes"]) * SAMPLES / history["images_per_second"]
    assert (seconds <= np.array(history["seconds"]) + 1e-9).all()


def test_a_second_run_begins_anew():
    model = network(LBFGS())
    loop(model, epochs=3).run()
    fresh = network(LBFGS())
    weights = [np.roll(weight, 1) for weight in model.get_weights()]
    for one in (model, fresh):
        one.set_weights(weights)
        loop(one, epochs=2).run()
    for one, other in zip(model.get_weights(), fresh.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (keras.layers.Dropout(0.1), "dropout"),
        (keras.layers.GaussianNoise(0.1), "gaussian_noise"),
        (keras.layers.BatchNormalization(), "batch_normalization"),
    ],
)
def test_a_loss_of_more_than_the_weights_is_refused(layer, name):
    model = network(LBFGS(), layer)
    before = [variable.numpy() for variable in model.non_trainable_variables]
    with pytest.raises(UserError, match=f"must depend on the weights alone, and {name}.* draws"):
        loop(model)
    for variable, value in zip(model.non_trainable_variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


@pytest.mark.parametrize(
    "layer", [keras.layers.Dropout(0.0), keras.layers.LayerNormalization(), keras.layers.ReLU()]
)
def test_a_loss_of_the_weights_alone_is_not(layer):
    loop(network(LBFGS(), layer))


def test_frozen_batch_normalization_is_no_matter_of_the_batch():
    norm = keras.layers.BatchNormalization()
    norm.trainable = False
    loop(network(LBFGS(), norm))


def test_constraints_and_diagnostics_are_refused():
    bound = keras.layers.Dense(4, kernel_constraint="max_norm")
    with pytest.raises(UserError, match=r"LBFGS knows no constraints, and .*kernel has one"):
        loop(network(LBFGS(), bound))

    class Nothing(suite.Diagnostic):
        pass

    with pytest.raises(UserError, match="nothing measures inside the step of a batch, and LBFGS"):
        loop(network(LBFGS()), [Nothing()])


def test_a_loss_that_is_not_finite_ends_the_run():
    model = network(LBFGS())
    model.trainable_variables[0].assign(np.full((5, 4), np.nan))
    with pytest.raises(RunFailure, match="the loss is nan where the search begins"):
        loop(model, epochs=2).run()


def test_fit_takes_all_of_the_data_in_each_epoch():
    x, y = arrays()
    ours, theirs = network(LBFGS()), network(LBFGS())
    history = suite.fit(ours, (x, y), epochs=4, batch_size=16, quiet=True)
    suite.fit(theirs, batches(), epochs=4, quiet=True)
    assert history.history["loss"][-1] < history.history["loss"][0]
    for one, other in zip(ours.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    refused = ({"steps_per_epoch": 2}, {"clip_norm": 1.0}, {"steps_per_execution": 4})
    for options in refused:
        with pytest.raises(ValueError, match=f"Argument `{next(iter(options))}` must be None"):
            suite.fit(ours, (x, y), quiet=True, **options)
    with pytest.raises(ValueError, match="Argument `train` must be finite"):
        suite.fit(ours, batches().repeat(), quiet=True)
