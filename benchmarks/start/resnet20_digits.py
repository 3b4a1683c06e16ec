"""The recipe `models/resnet20-digits`, for one epoch, as a plain Keras script.

python -m benchmarks.start.resnet20_digits FOLDER
"""

import sys
from pathlib import Path

import keras
import tensorflow as tf
from keras import layers

from benchmarks.start.digits_data import digits
from benchmarks.start.one_cycle import OneCycle

BATCH, DECAY = 64, keras.regularizers.L2(0.5e-4)


def conv(x, filters, strides=1):
    if strides > 1:
        x, padding = layers.ZeroPadding2D(1)(x), "valid"
    else:
        padding = "same"
    x = layers.Conv2D(
        filters, 3, strides=strides, padding=padding, use_bias=False,
        kernel_initializer="he_normal", kernel_regularizer=DECAY,
    )(x)  # fmt: skip
    return layers.BatchNormalization(momentum=0.9, epsilon=1e-5)(x)


def block(x, filters, strides):
    shortcut = x
    if strides > 1:
        shortcut = layers.AveragePooling2D(1, strides=strides)(x)
        shortcut = keras.ops.pad(shortcut, [(0, 0), (0, 0), (0, 0), (filters // 4, filters // 4)])
    x = layers.ReLU()(conv(x, filters, strides))
    return layers.ReLU()(layers.Add()([shortcut, conv(x, filters)]))


def resnet20(normalization):
    inputs = keras.Input((8, 8, 1))
    x = layers.ReLU()(conv(normalization(inputs), 16))
    for filters, first in ((16, 1), (32, 2), (64, 2)):
        for strides in (first, 1, 1):
            x = block(x, filters, strides)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(10, kernel_regularizer=DECAY)(x))


def main():
    keras.utils.set_random_seed(0)
    train, validation, test = digits()
    normalization = layers.Normalization()
    normalization.adapt(train[0])
    augment = keras.Sequential(
        [
            layers.ZeroPadding2D(1),
            layers.RandomCrop(8, 8),
            layers.RandomRotation(10 / 360, fill_mode="constant"),
        ]
    )
    batches = (
        tf.data.Dataset.from_tensor_slices(train)
        .shuffle(len(train[0]))
        .batch(BATCH, drop_remainder=True)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )
    model = resnet20(normalization)
    model.compile(
        keras.optimizers.SGD(OneCycle(0.1, len(train[0]) // BATCH), momentum=0.9, nesterov=True),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(batches, epochs=1, shuffle=False, validation_data=validation, verbose=2)
    print(model.evaluate(*test, verbose=0))
    model.save(Path(sys.argv[1], "model.keras"))


if __name__ == "__main__":
    main()
