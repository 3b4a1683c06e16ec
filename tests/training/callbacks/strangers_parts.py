"""What a user keeps in a file beside the recipe: a part of every kind, none of them registered."""

import functools

import keras
from keras import ops


def plain_loss(y_true, y_pred, factor=1.0):
    losses = keras.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
    return factor * losses


class Loss(keras.losses.Loss):
    """Cannot be saved: it does not say its argument."""

    def __init__(self, factor, name="sharp"):
        super().__init__(name=name)
        self.factor = factor

    def call(self, y_true, y_pred):
        return plain_loss(y_true, self.factor * y_pred)


def perte_à_moi(y_true, y_pred):
    return plain_loss(y_true, y_pred)


def hits(y_true, y_pred, factor=1.0):
    right = ops.equal(ops.cast(ops.reshape(y_true, (-1,)), "int32"), ops.argmax(y_pred, axis=-1))
    return factor * ops.cast(right, "float32")


class Précision(keras.metrics.SparseCategoricalAccuracy):
    pass


def leaky(x, slope=0.1):
    return ops.maximum(x, slope * x)


def relu(x):
    """Not Keras's."""
    return ops.minimum(x, 0.0)


steep = functools.partial(leaky, slope=0.3)
bent = lambda x: ops.maximum(x, 0.2 * x)  # noqa: E731


class Units(keras.layers.Layer):
    def __init__(self, units=8, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")

    def call(self, x):
        return ops.matmul(x, self.kernel)


class Été(Units):
    pass


class Forgetful(Units):
    """Comes back with another factor than it had."""

    def __init__(self, units=8, factor=1.0, **kwargs):
        super().__init__(units, **kwargs)
        self.factor = factor

    def call(self, x):
        return self.factor * super().call(x)

    def get_config(self):
        return {**super(Units, self).get_config(), "units": self.units}


class Silent(Units):
    """Does not say its argument at all."""

    def __init__(self, units, factor, **kwargs):
        super().__init__(units, **kwargs)

    def get_config(self):
        return super(Units, self).get_config()


class Noise(keras.layers.Layer):
    """Gives other outputs at each call."""

    def call(self, x):
        return x + keras.random.normal(ops.shape(x))


class Descent(keras.optimizers.SGD):
    pass


class Constant(keras.optimizers.schedules.LearningRateSchedule):
    """Gives a number, and cannot be saved."""

    def __call__(self, step):
        return 0.05


def decay(step, rate=0.1):
    return rate * 0.99 ** ops.cast(step, "float32")


class Small(keras.initializers.Initializer):
    def __init__(self, deviation):
        self.deviation = deviation

    def __call__(self, shape, dtype=None):
        return keras.random.normal(shape, stddev=self.deviation, dtype=dtype, seed=3)


def small(shape, dtype=None, deviation=0.1):
    return keras.random.normal(shape, stddev=deviation, dtype=dtype, seed=3)


class Square(keras.regularizers.Regularizer):
    def __call__(self, x):
        return 1e-4 * ops.sum(ops.square(x))

    def get_config(self):
        return {}


class Mute(keras.regularizers.Regularizer):
    """Has no configuration, which Keras insists on."""

    def __call__(self, x):
        return 1e-4 * ops.sum(ops.square(x))


class Box(keras.constraints.Constraint):
    def __call__(self, w):
        return ops.clip(w, -1.0, 1.0)


def network(inputs, classes, units=8):
    x = Units(units)(keras.layers.Flatten()(inputs))
    return keras.layers.Dense(classes)(keras.layers.Activation(leaky)(x))


def with_lambda(inputs, classes):
    x = keras.layers.Lambda(lambda t: 2.0 * t)(keras.layers.Flatten()(inputs))
    return keras.layers.Dense(classes)(x)


def double(x):
    return 2.0 * x


def with_function(inputs, classes):
    x = keras.layers.Lambda(double)(keras.layers.Flatten()(inputs))
    return keras.layers.Dense(classes)(x)
