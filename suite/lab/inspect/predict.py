"""What a trained model says of image files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import keras
import numpy as np

from suite.data.targets import Targets
from suite.errors import UserError
from suite.lab.inspect.image_form import Form, differing_form, form_text, read_image
from suite.recipe.task.metric_inputs import Steps
from suite.tables import aligned
from suite.training.assembly.adapted_metric import predictions
from suite.training.assembly.metrics import last_activation

_TOP = 3


def predict_files(
    model: keras.Model,
    names: Sequence[str] | None,
    files: Sequence[str | Path],
    targets: Targets = "classes",
    note: Callable[[str], object] = lambda text: None,
) -> Iterator[str]:
    """One line per file: its most probable classes, the probability of each label, or the values.

    Images are brought to the model's input size and number of channels; the model normalizes them
    itself.

    Args:
        model: gives logits, or probabilities by a last softmax or sigmoid.
        names: of the classes, labels or values; None numbers them.
        files: images.
        targets: what the outputs stand for.
        note: told once what the model does not see of the files.

    Raises:
        UserError: the model was not trained on images; or, after all others, which files are no
            images.
    """
    shape = _image_shape(model, names, targets)
    unread, changed = [], []
    for file, beside in zip(files, aligned([(str(file), "|") for file in files]), strict=True):
        try:
            image = read_image(Path(file), shape)
        except UserError as error:
            unread.append(str(error))
            continue
        changed += [f"{file} is {own}" for own in [differing_form(Path(file), shape)] if own]
        outputs = model.predict(image[None], verbose=0)[0]
        yield f"{beside[:-1]}{_described(model, outputs, names, targets)}"
    if changed:
        others = f" ({len(changed) - 1} more differ)" if len(changed) > 1 else ""
        note(f"note: the model sees {form_text(shape)}; {changed[0]}{others}")
    if unread:
        raise UserError("\n".join([f"{len(unread)} of {len(files)} files are left out", *unread]))


def _image_shape(model: keras.Model, names: Sequence[str] | None, targets: Targets) -> Form:
    """The images that a model takes, one output for each name.

    Raises:
        UserError: it takes something else.
    """
    if any(len(getattr(model, ends, None) or ()) != 1 for ends in ("inputs", "outputs")):
        raise UserError(f"{model.name}: a model of one input and one output is needed.")
    shape, outputs = model.input_shape[1:], model.output_shape[1:]
    if len(shape) != 3:
        rows = (
            f" Of a table: keras.models.load_model(...).predict(rows), rows of {shape[0]} numbers."
            if len(shape) == 1
            else ""
        )
        raise UserError(f"{model.name}: takes inputs of shape {shape}, not images.{rows}")
    if len(outputs) != 1 or (names and len(names) < outputs[0]):
        known = f"{len(names)} {targets}" if names else targets
        raise UserError(
            f"{model.name}: has outputs of shape {outputs}, not one for each of {known}."
        )
    height, width, channels = shape
    return height, width, channels


def _described(
    model: keras.Model, outputs: np.ndarray, names: Sequence[str] | None, targets: Targets
) -> str:
    """One sample's outputs in words."""
    if targets == "values":
        known = names or [str(index) for index in range(len(outputs))]
        return "  ".join(f"{name} {value:.5g}" for name, value in zip(known, outputs, strict=False))
    last = last_activation(model)
    steps: Steps = () if last in ("softmax", "sigmoid") else ("softmax",)
    if targets == "labels" or len(outputs) == 1:
        steps = () if last == "sigmoid" else ("sigmoid",)
        steps += () if targets == "labels" else ("pair",)
    shares = keras.ops.convert_to_numpy(predictions(outputs[None], steps))[0]
    known = names or [str(index) for index in range(len(shares))]
    best = np.argsort(-shares, kind="stable")[: None if targets == "labels" else _TOP]
    return "  ".join(f"{known[index]} {shares[index]:.1%}" for index in best)
