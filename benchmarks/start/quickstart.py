"""The recipe `quickstart`, for one epoch, as a plain Keras script.

python -m benchmarks.start.quickstart FOLDER
"""

import sys
from pathlib import Path

import keras
from keras import layers

from benchmarks.start.digits_data import digits
from benchmarks.start.one_cycle import OneCycle

BATCH = 64


def conv_block(filters):
    return [
        layers.Conv2D(
            filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        ),
        layers.BatchNormalization(momentum=0.9, epsilon=1e-5),
        layers.ReLU(),
        layers.MaxPooling2D(),
    ]  # fmt: skip


def small_cnn(normalization):
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            normalization,
            *conv_block(32),
            *conv_block(64),
            layers.Flatten(),
            layers.Dense(128, activation="relu", kernel_initializer="he_normal"),
            layers.Dropout(0.3),
            layers.Dense(10),
        ]
    )


def main():
    keras.utils.set_random_seed(0)
    train, validation, test = digits()
    normalization = layers.Normalization()
    normalization.adapt(train[0])
    model = small_cnn(normalization)
    model.compile(
        keras.optimizers.Adam(OneCycle(0.01, len(train[0]) // BATCH)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    model.fit(*train, BATCH, epochs=1, validation_data=validation, verbose=2)
    print(model.evaluate(*test, verbose=0))
    model.save(Path(sys.argv[1], "model.keras"))


if __name__ == "__main__":
    main()
