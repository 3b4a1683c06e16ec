"""The inputs on which an exported model is compared with the Keras model."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from suite.data import Dataset
from suite.data.sources.tfds import is_prepared
from suite.errors import RunFailure, UserError, one_line
from suite.lab.export.served import Arrays, Served
from suite.recipe import TrainingRecipe, load
from suite.runs.run import Run
from suite.training.assembly.assembly import Assembly

_EXAMPLES = 100
_SIZE = 64  # of an image, where a model takes any
_BATCH = 25


@dataclass(frozen=True)
class SampleInputs:
    """A hundred inputs of a model.

    Args:
        arrays: input -> its examples.
        origin: what they are, in words.

    Example:
        >>> found = SampleInputs({"x": np.zeros((60, 2))}, "test examples")
        >>> [len(batch["x"]) for batch in found.batches()]
        [1, 25, 25, 9]
    """

    arrays: Arrays
    origin: str

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values())))

    def batches(self) -> Iterator[dict[str, np.ndarray]]:
        """One alone, then several at a time: how many come together must not matter."""
        edges = [0, *range(1, len(self), _BATCH), len(self)]
        for start, stop in itertools.pairwise(edges):
            if start < stop:
                yield {name: one[start:stop] for name, one in self.arrays.items()}


def sample_inputs(run: Run, served: Served) -> SampleInputs:
    """Examples of the run's own data, of the test set first; drawn ones where it is not at hand.

    Nothing is downloaded for it. Drawn ones lie where the layer that normalizes saw the training
    set: within two standard deviations of its mean; else in [0, 1), or, of an input of whole
    numbers, among those that an embedding knows.

    Args:
        run: whose recipe names the data.
        served: its model.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "origin": "code"})
        >>> model = keras.Sequential([keras.Input((2,), name="rows"), keras.layers.Dense(1)])
        >>> found = sample_inputs(Run(directory), Served(model))
        >>> found.arrays["rows"].shape, found.origin
        ((100, 2), 'drawn inputs (only your code knows its data)')
    """
    try:
        dataset = _dataset(run)
    except (UserError, RunFailure, OSError) as error:
        return _drawn(served, f"the data is not at hand: {one_line(error)}")
    if dataset is None:
        return _drawn(served, "only your code knows its data")
    (name, spec), *others = zip(served.input_names, served.specs, strict=True)
    if others or not spec.shape.is_compatible_with((None, *dataset.input_shape)):
        return _drawn(served, "the data has another form than the model's inputs")
    rows: list[np.ndarray] = []
    kinds = []
    for kind in ("test", "validation", "training"):
        split, wanted = dataset.splits.get(kind), _EXAMPLES - sum(len(one) for one in rows)
        if split is not None and wanted:
            # From end to end: files are often ordered by class.
            places = np.linspace(0, len(split) - 1, min(wanted, len(split))).astype(int)
            rows.append(np.asarray(split.subset(places).inputs, spec.dtype.as_numpy_dtype))
            kinds.append(kind)
    return SampleInputs({name: np.concatenate(rows)}, f"{' and '.join(kinds)} examples")


def _dataset(run: Run) -> Dataset | None:
    """The data of a run's recipe; None where the run has no recipe."""
    if run.directory.is_of_code:
        return None
    recipe: TrainingRecipe = load(run.directory.recipe_yaml).to_train
    source = recipe.data.source
    if source is not None and source.kind == "tfds":
        name = source.arguments["name"]
        if not is_prepared(name, source.arguments.get("data_dir")):
            raise UserError(f"the TFDS set '{name}' is not on this machine")
    return Assembly(recipe).dataset


def _drawn(served: Served, reason: str) -> SampleInputs:
    random = np.random.default_rng(0)
    arrays = {
        name: _draw(random, served.model, spec)
        for name, spec in zip(served.input_names, served.specs, strict=True)
    }
    return SampleInputs(arrays, f"drawn inputs ({reason})")


def _draw(random: np.random.Generator, model: keras.Model, spec: Any) -> np.ndarray:
    """Values of the shape and the type of one input."""
    shape = (_EXAMPLES, *(size or _SIZE for size in spec.shape[1:]))
    layers = model._flatten_layers(include_self=False)
    if spec.dtype.is_integer:
        known = [one.input_dim for one in layers if isinstance(one, keras.layers.Embedding)]
        return random.integers(0, min(known, default=2), shape).astype(spec.dtype.as_numpy_dtype)
    low, high = next(filter(None, map(_range_of, layers)), (0.0, 1.0))
    return random.uniform(low, high, shape).astype(spec.dtype.as_numpy_dtype)


def _range_of(layer: keras.Layer) -> tuple[Any, Any] | None:
    """Where a layer that normalizes has its inputs; None for any other."""
    if isinstance(layer, keras.layers.Normalization) and not layer.invert:
        mean, variance = map(keras.ops.convert_to_numpy, (layer.mean, layer.variance))
        spread = 2 * np.sqrt(variance)
        return mean - spread, mean + spread
    if isinstance(layer, keras.layers.Rescaling) and np.all(layer.scale):
        ends = (
            -np.asarray(layer.offset) / layer.scale,
            (1 - np.asarray(layer.offset)) / layer.scale,
        )
        return np.minimum(*ends), np.maximum(*ends)
    return None
