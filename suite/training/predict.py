"""Classify image files with a trained model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import keras
import numpy as np

from suite.data.decode import UnreadableImage, decode_image
from suite.errors import UserError

TOP = 3


def predict_files(
    model: keras.Model, classes: Sequence[str] | None, files: Sequence[str | Path]
) -> Iterator[str]:
    """One line a file: its most probable classes.

    Images are brought to the model's input size and number of channels; the model normalises them
    itself.

    Args:
        model: gives logits.
        classes: their names; None numbers them.
        files: images.

    Raises:
        UserError: the model was not trained on images; or, after all others, which files are no
            images.
    """
    if any(len(getattr(model, ends, None) or ()) != 1 for ends in ("inputs", "outputs")):
        raise UserError(f"{model.name}: a model of one input and one output is needed.")
    shape = model.input_shape[1:]
    if len(shape) != 3:
        raise UserError(f"{model.name}: takes inputs of shape {shape}, not images.")
    outputs = model.output_shape[1:]
    if len(outputs) != 1 or (classes and len(classes) < outputs[0]):
        known = f"{len(classes)} classes" if classes else "classes"
        raise UserError(
            f"{model.name}: has outputs of shape {outputs}, not one for each of {known}."
        )
    names = classes or [str(index) for index in range(model.output_shape[-1])]
    width = max(len(str(file)) for file in files)
    unread = []
    for file in files:
        try:
            image = read_image(Path(file), shape)
        except UserError as error:
            unread.append(str(error))
            continue
        logits = model.predict(image[None], verbose=0)[0]
        probabilities = keras.ops.softmax(logits).numpy()
        best = np.argsort(-probabilities)[:TOP]
        figures = "  ".join(f"{names[index]} {probabilities[index]:.1%}" for index in best)
        yield f"{file!s:{width}}  {figures}"
    if unread:
        raise UserError("\n".join([f"{len(unread)} of {len(files)} files are left out", *unread]))


def read_image(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """The file as (height, width, channels), decoded as a training image is."""
    height, width, channels = shape
    try:
        return decode_image(path, "grayscale" if channels == 1 else "rgb", (height, width))
    except UnreadableImage as error:
        raise UserError(f"{path}: cannot be read as an image ({error})") from error
