"""`suite.fit` where it is not `Model.fit`: what it adds, what it refuses, and what is its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite
from suite import UserError


def arrays(samples: int = 20) -> tuple[np.ndarray, np.ndarray]:
    x = np.random.default_rng(0).normal(size=(samples, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def network(kind: type = keras.Model, **options) -> keras.Model:
    keras.utils.set_random_seed(1)
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(8, activation="relu", name="hidden")(inputs)
    model = kind(inputs, keras.layers.Dense(1)(hidden))
    model.compile("sgd", "mse", **options)
    return model


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


class OwnStep(keras.Model):
    def train_step(self, data):
        return {**super().train_step(data), "twice": 2.0}


def test_the_history_is_keras_s_and_the_rest_is_in_suite():
    x, y = arrays()
    history = suite.fit(network(), x, y, epochs=2, callbacks=["gradient_norm"], verbose=0)
    assert set(history.history) == {"loss"}
    assert set(history.suite) >= {"step", "seconds", "images_per_second", "learning_rate"}
    assert history.suite["step"] == [1, 2]
    assert any(name.startswith("gradient_norm/") for name in history.suite)
    assert all(len(column) == 2 for column in history.suite.values())


def test_callbacks_can_watch_what_diagnostics_measure():
    stopping = keras.callbacks.EarlyStopping("gradient_norm/mean", mode="min", patience=0)
    seen = []
    watcher = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, logs: seen.append(set(logs)))
    suite.fit(network(), *arrays(), callbacks=["gradient_norm", stopping, watcher], verbose=0)
    assert "gradient_norm/mean" in seen[0]


def test_the_tuple_of_inputs_and_targets_still_works():
    x, y = arrays()
    expected = network().fit(x, y, epochs=2, shuffle=False, verbose=0).history
    for given in ((x, y), [x, y], (x, y, None)):
        history = suite.fit(network(), given, epochs=2, shuffle=False, quiet=True)
        np.testing.assert_allclose(history.history["loss"], expected["loss"], rtol=1e-6)
    history = suite.fit(network(), train=(x, y), epochs=2, shuffle=False, quiet=True)
    np.testing.assert_allclose(history.history["loss"], expected["loss"], rtol=1e-6)
    with pytest.raises(ValueError, match="`train` is another name for `x`"):
        suite.fit(network(), x, y, train=(x, y))


def test_a_tuple_is_the_inputs_of_a_model_with_a_loss_of_its_own():
    class AddsLoss(keras.layers.Layer):
        def call(self, inputs):
            a, b = inputs
            self.add_loss(keras.ops.mean(keras.ops.square(a - b)))
            return a

    def model():
        keras.utils.set_random_seed(0)
        a, b = keras.Input((4,)), keras.Input((4,))
        outputs = AddsLoss()([keras.layers.Dense(4)(a), b])
        made = keras.Model([a, b], outputs)
        made.compile("sgd")
        return made

    x, _ = arrays()
    expected = model().fit((x, -x), epochs=2, shuffle=False, verbose=0).history
    history = suite.fit(model(), (x, -x), epochs=2, shuffle=False, verbose=0).history
    np.testing.assert_allclose(history["loss"], expected["loss"], rtol=1e-6)


def test_a_seed_makes_the_order_a_function_of_seed_and_epoch():
    x, y = arrays()
    orders = {}
    for seed in (1, 2):
        for _ in range(2):
            seen = []

            class Order(keras.layers.Layer):
                def call(self, inputs, seen=seen):
                    tf.py_function(lambda t: seen.append(t.numpy().ravel()), [inputs], [])
                    return inputs

            inputs = keras.Input((1,))
            model = keras.Model(inputs, keras.layers.Dense(1)(Order()(inputs)))
            model.compile("sgd", "mse", run_eagerly=True)
            suite.fit(model, x[:, :1], y, batch_size=8, epochs=2, seed=seed, verbose=0)
            orders.setdefault(seed, []).append(np.concatenate(seen))
    for first, second in orders.values():
        np.testing.assert_array_equal(first, second)
        one, two = np.split(first, 2)
        assert set(one) == set(two) == set(x[:, 0])
        assert not np.array_equal(one, two)
    assert not np.array_equal(orders[1][0], orders[2][0])


def test_without_a_seed_the_order_is_keras_s():
    x, y = arrays()
    expected = network().fit(x, y, batch_size=8, epochs=3, verbose=0).history
    history = suite.fit(network(), x, y, batch_size=8, epochs=3, verbose=0).history
    np.testing.assert_allclose(history["loss"], expected["loss"], rtol=1e-6)


@pytest.mark.parametrize("name", ["train_step", "make_train_function"])
def test_a_model_s_own_training_is_honoured_and_excludes_diagnostics(name):
    x, y = arrays()

    def own(self, *arguments, **options):
        self.calls = getattr(self, "calls", 0) + 1
        return getattr(keras.Model, name)(self, *arguments, **options)

    kind = type("Own", (keras.Model,), {name: own})
    model = network(kind)
    expected = network().fit(x, y, epochs=2, shuffle=False, verbose=0).history
    history = suite.fit(model, x, y, epochs=2, shuffle=False, verbose=0).history
    assert model.calls
    np.testing.assert_allclose(history["loss"], expected["loss"], rtol=1e-6)
    before = network(kind)
    weights = before.get_weights()
    with pytest.raises(UserError, match=rf"gradient_norm measures .* `{name}` of its own"):
        suite.fit(before, x, y, callbacks=["gradient_norm"], verbose=0)
    with pytest.raises(UserError, match="clip_norm: is applied"):
        suite.fit(before, x, y, clip_norm=1.0, verbose=0)
    with pytest.raises(UserError, match="steps_per_execution: counts"):
        suite.fit(before, x, y, steps_per_execution=4, verbose=0)
    for a, b in zip(weights, before.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_own_logs_of_a_train_step_are_the_epoch_s():
    history = suite.fit(network(OwnStep), *arrays(), verbose=0).history
    assert history["twice"] == [2.0]


def test_a_fit_of_its_own_is_refused():
    kind = type("Own", (keras.Model,), {"fit": lambda self, *a, **k: None})
    with pytest.raises(UserError, match="has a `fit` of its own"):
        suite.fit(network(kind), *arrays())


def test_what_needs_a_graph_says_that_there_is_none():
    model = Subclassed()
    model.compile("sgd", "mse")
    with pytest.raises(UserError, match="dead_neurons looks at the outputs of layers"):
        suite.fit(model, *arrays(), callbacks=["dead_neurons"], verbose=0)
    own_call = type("OwnCall", (keras.Model,), {"call": lambda self, x: x})
    with pytest.raises(UserError, match=r"activation_stats looks at .*\(OwnCall\)"):
        suite.fit(network(own_call), *arrays(), callbacks=["activation_stats"], verbose=0)


def test_diagnostics_of_gradients_measure_a_subclassed_model():
    model = Subclassed()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    callbacks = ["gradient_norm", "finite", "loss_curve", "update_ratio", "weight_stats"]
    x, _ = arrays()
    history = suite.fit(model, x, np.zeros(20, "int32"), callbacks=callbacks, verbose=0)
    assert any(name.startswith("update_ratio/") for name in history.suite)


def test_what_fails_for_want_of_a_graph_says_so():
    model = Subclassed()
    model.compile("sgd", "mse")
    with pytest.raises(UserError, match=r"feature_maps .* with a `call` of its own \(Subclassed\)"):
        suite.fit(model, *arrays(), callbacks=["feature_maps"], verbose=0)


@pytest.mark.parametrize("name", ["noise_scale", "sharpness"])
def test_what_reads_batches_again_is_refused_where_that_cannot_be(name):
    x, y = arrays()
    pairs = ((x[i : i + 5], y[i : i + 5]) for i in (0, 5, 10))
    with pytest.raises(UserError, match=f"{name} goes over .* GeneratorData does not give"):
        suite.fit(network(), pairs, callbacks=[name], shuffle=False, verbose=0)
    inputs = keras.Input((4,), sparse=True)
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    with pytest.raises(UserError, match=f"{name} goes over .* sparse tensors"):
        suite.fit(model, tf.sparse.from_dense(x), y, callbacks=[name], verbose=0)


def test_finite_sees_a_nan_in_sparse_inputs():
    x, y = arrays()
    x[3, 2] = np.nan
    inputs = keras.Input((4,), sparse=True)
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    history = suite.fit(model, tf.sparse.from_dense(x), y, callbacks=["finite"], verbose=0)
    assert history.suite["finite/non_finite"][0] > 0


def test_diagnostics_see_models_of_dicts():
    keras.utils.set_random_seed(0)
    inputs = {"a": keras.Input((4,), name="a"), "b": keras.Input((4,), name="b")}
    hidden = keras.layers.Dense(8, activation="relu", name="hidden")(inputs["a"])
    outputs = {"c": keras.layers.Dense(1)(hidden), "d": keras.layers.Dense(1)(inputs["b"])}
    model = keras.Model(inputs, outputs)
    model.compile("sgd", {"c": "mse", "d": "mae"})
    x, y = arrays()
    callbacks = ["activation_stats"]
    history = suite.fit(model, {"a": x, "b": x}, {"c": y, "d": y}, callbacks=callbacks, verbose=0)
    assert any("hidden" in name for name in history.suite)


def test_many_steps_at_once_are_the_steps_one_by_one():
    x, y = arrays(200)
    one, many = network(), network()
    suite.fit(one, x, y, batch_size=8, steps_per_execution=1, epochs=2, verbose=0, shuffle=False)
    suite.fit(many, x, y, batch_size=8, steps_per_execution=7, epochs=2, verbose=0, shuffle=False)
    for a, b in zip(one.get_weights(), many.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("epochs", [1.5, "3", True])
def test_epochs_that_are_no_number_are_refused(epochs):
    with pytest.raises(ValueError, match="`epochs` must be a whole number"):
        suite.fit(network(), *arrays(), epochs=epochs)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("batch_size", 8.0),
        ("batch_size", -1),
        ("initial_epoch", "1"),
        ("steps_per_epoch", 1.5),
        ("validation_steps", True),
        ("validation_freq", "x"),
        ("validation_freq", 0),
        ("validation_freq", (1, 2)),
        ("steps_per_execution", 0),
        ("clip_norm", -1.0),
    ],
)
def test_arguments_that_are_no_counts_are_refused_before_the_first_step(name, value):
    x, y = arrays()
    model = network()
    before = model.get_weights()
    with pytest.raises(ValueError, match=f"Argument `{name}` must be"):
        suite.fit(model, x, y, validation_data=(x, y), verbose=0, **{name: value})
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_data_that_is_missing_is_said():
    with pytest.raises(ValueError, match="Argument `x` must be given"):
        suite.fit(network(), verbose=0)


class CountingCheckpoint(keras.callbacks.ModelCheckpoint):
    """Counts in batches, though it saves by epochs."""

    batches = 0

    def on_train_batch_end(self, batch, logs=None):
        self.batches += 1


def test_a_hook_added_to_a_stock_callback_is_called_at_each_batch(tmp_path):
    counting = CountingCheckpoint(tmp_path / "a.keras")
    suite.fit(network(), *arrays(200), batch_size=4, epochs=2, callbacks=[counting], verbose=0)
    assert counting.batches == 100


def test_a_model_that_is_not_compiled_is_refused():
    inputs = keras.Input((4,))
    with pytest.raises(ValueError, match="must be compiled"):
        suite.fit(keras.Model(inputs, keras.layers.Dense(1)(inputs)), *arrays())


def test_verbose_2_is_a_line_an_epoch(capsys):
    suite.fit(network(), *arrays(), epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]
    suite.fit(network(), *arrays(), verbose=0)
    assert not capsys.readouterr().out
