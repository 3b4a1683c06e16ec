"""What a trained model says of image files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import keras
import numpy as np
from PIL import Image

from suite.data.files.decode import UnreadableImage, decode_image, quiet_decoding
from suite.data.targets import Targets
from suite.errors import UserError
from suite.training.assembly.adapted_metric import predictions
from suite.training.assembly.metrics import last_activation

TOP = 3
_ORIENTATION = 0x0112  # of EXIF; values above 4 are quarter turns
_GRAY = ("1", "L", "LA", "I", "F", "I;16", "I;16B")


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
    if any(len(getattr(model, ends, None) or ()) != 1 for ends in ("inputs", "outputs")):
        raise UserError(f"{model.name}: a model of one input and one output is needed.")
    shape = model.input_shape[1:]
    if len(shape) != 3:
        raise UserError(f"{model.name}: takes inputs of shape {shape}, not images.")
    outputs = model.output_shape[1:]
    if len(outputs) != 1 or (names and len(names) < outputs[0]):
        known = f"{len(names)} {targets}" if names else targets
        raise UserError(
            f"{model.name}: has outputs of shape {outputs}, not one for each of {known}."
        )
    width = max(len(str(file)) for file in files)
    unread, changed = [], []
    for file in files:
        try:
            image = read_image(Path(file), shape)
        except UserError as error:
            unread.append(str(error))
            continue
        changed += [f"{file} is {own}" for own in [differing_form(Path(file), shape)] if own]
        outputs = model.predict(image[None], verbose=0)[0]
        yield f"{file!s:{width}}  {described(model, outputs, names, targets)}"
    if changed:
        others = f" ({len(changed) - 1} more differ)" if len(changed) > 1 else ""
        note(f"note: the model sees {form(shape)}; {changed[0]}{others}")
    if unread:
        raise UserError("\n".join([f"{len(unread)} of {len(files)} files are left out", *unread]))


def described(
    model: keras.Model, outputs: np.ndarray, names: Sequence[str] | None, targets: Targets
) -> str:
    """One sample's outputs in words."""
    if targets == "values":
        known = names or [str(index) for index in range(len(outputs))]
        return "  ".join(f"{name} {value:.5g}" for name, value in zip(known, outputs, strict=False))
    last = last_activation(model)
    steps = () if last in ("softmax", "sigmoid") else ("softmax",)
    if targets == "labels" or len(outputs) == 1:
        steps = () if last == "sigmoid" else ("sigmoid",)
        steps += () if targets == "labels" else ("pair",)
    shares = keras.ops.convert_to_numpy(predictions(outputs[None], steps))[0]
    known = names or [str(index) for index in range(len(shares))]
    best = np.argsort(-shares, kind="stable")[: None if targets == "labels" else TOP]
    return "  ".join(f"{known[index]} {shares[index]:.1%}" for index in best)


def differing_form(path: Path, shape: tuple[int, int, int]) -> str | None:
    """The size and color of an image file where they are not what the model takes."""
    with quiet_decoding(), Image.open(path) as image:
        turned = image.getexif().get(_ORIENTATION, 1) > 4
        width, height = reversed(image.size) if turned else image.size
        gray = image.mode in _GRAY
        own = (height, width, 1 if gray else 3)
        # A gray file for a net of colors is shown to it as it is.
        sized = all(wanted in (None, there) for wanted, there in zip(shape, own[:2], strict=False))
        differs = not sized or (shape[2] == 1 and not gray)
        return form(own) if differs else None


def form(shape: tuple[int, int, int]) -> str:
    """`28 x 28 gray`: width, height, colors."""
    height, width, channels = shape
    size = "any size" if None in (width, height) else f"{width} x {height}"
    return f"{size} {'gray' if channels == 1 else 'in color'}"


def read_image(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """The file as (height, width, channels), decoded as a training image is."""
    height, width, channels = shape
    size = None if None in (height, width) else (height, width)  # of its own, if any will do
    try:
        return decode_image(path, "grayscale" if channels == 1 else "rgb", size)
    except UnreadableImage as error:
        raise UserError(f"{path}: cannot be read as an image ({error})") from error
