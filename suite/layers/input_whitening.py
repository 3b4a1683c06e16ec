"""Whitening of the inputs: components of equal variance that do not vary together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import keras
import numpy as np

from suite.tensors import Shape, Tensor

# A covariance of more features would not fit into memory: 2 GB at this number.
MOST_FEATURES = 16384
_PIECE = 2**22  # numbers that are looked at at once


def _mean_and_covariance(pieces: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Of vectors that come in pieces, in float64, merged as in Chan, Golub and LeVeque, 1979.

    Args:
        pieces: arrays of shape (examples, features).
    """
    count = 0
    mean, scatter = np.zeros(1), np.zeros((1, 1))  # of whatever length
    for piece in pieces:
        piece = piece.astype(np.float64)
        size = len(piece)
        own_mean = piece.mean(axis=0)
        centered = piece - own_mean
        step = own_mean - mean
        merged = count + size
        scatter = scatter + centered.T @ centered + np.outer(step, step) * (count * size / merged)
        mean = mean + step * (size / merged)
        count = merged
    if count < 2:
        raise ValueError(f"Argument `data` must hold at least 2 examples. Received: {count}")
    return mean, scatter / count


def _whitening_matrix(
    covariance: np.ndarray, kind: str, components: int | float | None, epsilon: float
) -> tuple[np.ndarray, int]:
    """W of y = (x - mean) W (see the layer), and n, how many components were kept."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    rounding = eigenvalues[0] * len(eigenvalues) * np.finfo(float).eps
    eigenvalues = np.where(eigenvalues > rounding, eigenvalues, 0.0)
    if isinstance(components, float):
        share = np.cumsum(eigenvalues) / max(np.sum(eigenvalues), np.finfo(float).tiny)
        # rounding may leave the last share short of 1
        components = min(1 + int(np.sum(share < components)), len(share))
    kept = slice(components)
    eigenvalues, mean_eigenvalue = eigenvalues[kept], eigenvalues.mean()
    vectors = vectors[:, kept]
    # An eigenvector's sign is the library's whim: let its largest entry be positive.
    signs = np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(vectors.shape[1])])
    spread = np.sqrt(eigenvalues + epsilon * mean_eigenvalue)
    scaled = vectors * signs / np.where(spread > 0, spread, 1.0)
    matrix = scaled @ (vectors * signs).T if kind == "zca" else scaled
    return matrix, len(eigenvalues)


@keras.saving.register_keras_serializable(package="suite")
class InputWhitening(keras.layers.Layer):
    """Decorrelate the features of the inputs and bring them to variance 1.

    pca:   y_i = u_i . (x - mean) / sqrt(lambda_i + epsilon L),   i = 1..n
    zca:   z = sum_i y_i u_i

    with x an input as one vector, mean and covariance taken over the training set, lambda_1 >=
    lambda_2 >= ... the eigenvalues of the covariance, u_i its eigenvectors (largest entry
    positive), and L the mean of all eigenvalues, so that `epsilon` does not depend on the scale of
    the inputs. A component without any variance, and with epsilon 0, stays as it is. ZCA turns the
    whitened components back: of all whitened inputs these are the closest to the original ones,
    and images still look like images.

    `adapt` fits it, on the training set alone; until then it passes the first n features on. The
    statistics are weights that are not trained, saved and loaded with the model.

    Args:
        kind: `pca`: a vector of n components; `zca`: the shape of the input.
        components: n: a number, from 1 to the number of features; or the share of the variance that
            they keep at least, a float in (0, 1], which `adapt` replaces by the number; None: all.
        epsilon: At least 0; larger values dampen the components of little variance, mostly noise.

    Shapes:
        (batch, ...) to (batch, n) with `pca`, to the same shape with `zca`; computed in float32 at
        least.

    Raises:
        ValueError: where an argument is out of range, the data is unfit (a value that is not
            finite, fewer than 2 examples, more than 16384 features, fewer features than
            components), or the input's shape is unknown.

    Example:
        >>> whitening = InputWhitening(epsilon=0.0)
        >>> whitening.adapt(np.array([[3.0, 0.0], [-3.0, 0.0], [0.0, 1.0], [0.0, -1.0]]))
        >>> print(np.abs(whitening(np.array([[3.0, 1.0]]))).round(3))
        [[1.414 1.414]]

    Reference:
        Krizhevsky (2009), Learning multiple layers of features from tiny images, appendix A;
        Bell, Sejnowski (1997), The "independent components" of natural scenes are edge filters.

    Topic: data/pca-whitening
    """

    def __init__(
        self,
        kind: Literal["pca", "zca"] = "pca",
        components: int | float | None = None,
        epsilon: float = 1e-5,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if kind not in ("pca", "zca"):
            raise ValueError(f"Argument `kind` must be 'pca' or 'zca'. Received: kind={kind!r}")
        count = isinstance(components, int) and not isinstance(components, bool) and components > 0
        share = isinstance(components, float) and 0 < components <= 1
        if not (components is None or count or share):
            raise ValueError(
                "Argument `components` must be an integer >= 1, a float in (0, 1] or None. "
                f"Received: components={components!r}"
            )
        if not epsilon >= 0:
            raise ValueError(f"Argument `epsilon` must be at least 0. Received: epsilon={epsilon}")
        self.kind = kind
        self.components = components
        self.epsilon = epsilon
        self.autocast = False  # raw pixels and their mean need more than half precision

    def build(self, input_shape: Shape) -> None:
        features = self._features(input_shape)
        if isinstance(self.components, float):
            raise ValueError(
                f"How many components make {self.components:g} of the variance is known after "
                "`adapt`; call it before the layer is used."
            )
        columns = features if self.kind == "zca" else (self.components or features)
        self.mean = self.add_weight(
            name="mean", shape=(features,), initializer="zeros", trainable=False
        )
        self.matrix = self.add_weight(
            name="matrix", shape=(features, columns), initializer="identity", trainable=False
        )

    def _features(self, input_shape: Shape) -> int:
        sizes = [size for size in input_shape[1:] if size is not None]
        if len(input_shape) < 2 or len(sizes) < len(input_shape) - 1:
            raise ValueError(
                "Argument `input_shape` must be (batch, ...) and known but for the batch. "
                f"Received: {tuple(input_shape)}"
            )
        features = math.prod(sizes)
        if isinstance(self.components, int) and self.components > features:
            raise ValueError(
                f"Argument `components` must be at most the number of features, {features}. "
                f"Received: components={self.components}"
            )
        return features

    def adapt(self, data: Any) -> None:
        """Fit mean and matrix to `data`, in float64.

        Args:
            data: An array of shape (examples, ...), memory-mapped ones being read in pieces; or an
                iterable of such batches, for instance a `tf.data.Dataset`, gone through once.
        """
        shapes: list[tuple[int, ...]] = []
        mean, covariance = _mean_and_covariance(self._vectors(data, shapes))
        if not np.all(np.isfinite(covariance)):
            raise ValueError("Argument `data` must be finite: it holds NaN or infinite values.")
        matrix, kept = _whitening_matrix(covariance, self.kind, self.components, self.epsilon)
        if isinstance(self.components, float):
            self.components = kept
        if not self.built:
            self.build(shapes[0])
        self.mean.assign(mean)
        self.matrix.assign(matrix)

    def _vectors(self, data: Any, shapes: list[tuple[int, ...]]) -> Iterator[np.ndarray]:
        for batch in _batches(data):
            shape = (None, *batch.shape[1:])
            features = self._features(shape)
            if features > MOST_FEATURES:
                raise ValueError(
                    f"Argument `data` must have at most {MOST_FEATURES} features for whitening, "
                    f"whose covariance has features^2 entries. Received: {features} features"
                )
            shapes.append(shape)
            yield batch.reshape(len(batch), features)

    def call(self, inputs: Tensor) -> Tensor:
        x = keras.ops.cast(inputs, self.variable_dtype)
        x = keras.ops.reshape(x, (-1, self.mean.shape[0]))
        y = keras.ops.matmul(x - self.mean, self.matrix)
        if self.kind == "zca":
            y = keras.ops.reshape(y, (-1, *inputs.shape[1:]))
        return keras.ops.cast(y, self.compute_dtype)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if self.kind == "zca":
            return input_shape
        kept = self.components if isinstance(self.components, int) else self._features(input_shape)
        return (input_shape[0], kept)

    def get_config(self) -> dict[str, Any]:
        own = {"kind": self.kind, "components": self.components, "epsilon": self.epsilon}
        return {**super().get_config(), **own}


def _batches(data: Any) -> Iterator[np.ndarray]:
    """An array in pieces of moderate size, or the batches of an iterable."""
    if not hasattr(data, "shape"):
        for batch in data:
            yield np.asarray(batch)
        return
    size = max(1, _PIECE // max(1, math.prod(data.shape[1:])))
    for start in range(0, data.shape[0], size):
        yield np.asarray(data[start : start + size])
