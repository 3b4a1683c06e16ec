"""What the model in this folder says of images, rows of numbers or arrays.

    python predict.py photo.png other.jpg ...
    python predict.py table.csv        a row of numbers is an example; a first line may name them
    python predict.py examples.npy     an array: one example, or many along the first axis
    python predict.py inputs.npz       for a model of several inputs: an array for each, by name

`--save outputs.npz` keeps the outputs as the model gives them. Needed are Keras, NumPy and Pillow;
Keras computes by TensorFlow, JAX or PyTorch, whichever KERAS_BACKEND names.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import importlib
import importlib.util
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np


@contextlib.contextmanager
def _without_stderr() -> Iterator[None]:
    """TensorFlow tells of the machine when it starts, past every setting; an error comes after."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


with _without_stderr():
    import keras

_HERE = Path(__file__).resolve().parent
_PARTS = _HERE / "parts"
_TOP = 3
_BATCH = 32


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--save", metavar="FILE.npz", help="keep the outputs as they are")
    options = parser.parse_args(arguments)
    facts, model = _facts(), open_model()
    collected, failures = [], 0
    for file in options.files:
        try:
            names, inputs = _read(Path(file), facts["inputs"])
        except (OSError, ValueError) as error:
            print(f"{file}: left out: {error}", file=sys.stderr)
            failures += 1
            continue
        outputs = _outputs(model, inputs)
        collected.append(outputs)
        for row, name in enumerate(names):
            print(f"{name}  {_described([one[row] for one in outputs], facts)}")
    if options.save and collected:
        arrays = [np.concatenate(parts) for parts in zip(*collected, strict=True)]
        np.savez(options.save, **dict(zip(facts["outputs"], arrays, strict=True)))
    return 1 if failures else 0


def _facts() -> dict[str, Any]:
    """What is to be known of the model."""
    facts: dict[str, Any] = json.loads((_HERE / "predict.json").read_text("utf-8"))
    return facts


def open_model() -> keras.Model:
    """The model in this folder; those of its layers that are not Keras's own lie in `parts`."""
    facts = _facts()
    sys.path.insert(0, str(_PARTS))
    for module in facts["modules"]:
        importlib.import_module(module)
    own: dict[str, Any] = {}
    for file, objects in facts["own"].items():
        spec = importlib.util.spec_from_file_location(Path(file).stem, _PARTS / file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        own |= {registered: getattr(module, name) for registered, name in objects.items()}
    return keras.models.load_model(_HERE / "model.keras", custom_objects=own, compile=False)


def _read(path: Path, inputs: dict[str, Any]) -> tuple[list[str], list[np.ndarray]]:
    """The examples in a file: what each is called, and an array for each input of the model."""
    if path.suffix == ".npz":
        with np.load(path) as archive:
            missing = [name for name in inputs if name not in archive]
            if missing:
                raise ValueError(f"has no array {', '.join(missing)}")
            found = [archive[name] for name in inputs]
    elif len(inputs) > 1:
        raise ValueError(
            f"the model takes {', '.join(inputs)}: give an .npz file with these arrays"
        )
    else:
        (form,) = inputs.values()
        if path.suffix not in (".npy", ".csv"):
            return [str(path)], [_image(path, form["shape"])[None].astype(form["type"])]
        found = [np.load(path) if path.suffix == ".npy" else _rows(path)]
    checked = [_checked(one, form) for one, form in zip(found, inputs.values(), strict=True)]
    if len({len(one) for one in checked}) > 1:
        raise ValueError("the inputs have different numbers of examples")
    return [f"{path}[{row}]" for row in range(len(checked[0]))], checked


def _checked(array: np.ndarray, form: dict[str, Any]) -> np.ndarray:
    """An array of examples of the shape that the model takes."""
    wanted = form["shape"]
    if array.ndim == len(wanted):
        array = array[None]
    if (
        array.ndim > 1
        and len(wanted) > 1
        and array[0].size == np.prod([size or 0 for size in wanted])
    ):
        array = array.reshape(len(array), *wanted)  # a row of a table holds all of an image
    fits = array.ndim == len(wanted) + 1 and all(
        size in (None, there) for size, there in zip(wanted, array.shape[1:], strict=True)
    )
    if not fits:
        raise ValueError(f"holds examples of shape {array.shape[1:]}, not {tuple(wanted)}")
    return array.astype(form["type"])


def _rows(path: Path) -> np.ndarray:
    """The numbers of a table; a first line that is none names the columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    if rows and not all(map(_is_number, rows[0])):
        del rows[0]
    if not rows:
        raise ValueError("has no row of numbers")
    return np.array([[float(cell) for cell in row] for row in rows])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _image(path: Path, shape: Sequence[int | None]) -> np.ndarray:
    """A file as those of the training set were decoded: upright, in the model's size and colors."""
    from PIL import Image, ImageOps

    if len(shape) != 3:
        raise ValueError(
            f"the model takes numbers of shape {tuple(shape)}: give a .csv or .npy file"
        )
    height, width, channels = shape
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened)
        if image.mode.startswith("I"):  # 16 bits: the upper 8
            image = Image.fromarray((np.asarray(image).astype(np.uint32) >> 8).astype(np.uint8))
        if image.mode in ("P", "PA") and "transparency" in image.info:
            image = image.convert("RGBA")
        image = image.convert("L" if channels == 1 else "RGB")
        if height and width and image.size != (width, height):
            image = image.resize((width, height), Image.Resampling.BILINEAR)
        return np.asarray(image).reshape(image.height, image.width, -1)


def _outputs(model: keras.Model, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
    """What the model makes of the examples, an array for each output."""
    found = []
    for start in range(0, len(inputs[0]), _BATCH):
        batch = [one[start : start + _BATCH] for one in inputs]
        flat = keras.tree.flatten(model(batch[0] if len(batch) == 1 else batch, training=False))
        found.append([keras.ops.convert_to_numpy(one) for one in flat])
    return [np.concatenate(parts) for parts in zip(*found, strict=True)]


def _described(outputs: Sequence[np.ndarray], facts: dict[str, Any]) -> str:
    """One example's outputs in words."""
    if len(outputs) > 1 or outputs[0].ndim != 1:
        return "  ".join(
            f"{name} {np.array2string(one, precision=4, threshold=8)}"
            for name, one in zip(facts["outputs"], outputs, strict=True)
        )
    return "  ".join(labelled(np.asarray(outputs[0], np.float64), facts))


def labelled(scores: np.ndarray, facts: dict[str, Any]) -> Iterator[str]:
    """The most probable classes, the probability of each label, or the values."""
    targets, activation = facts["targets"], facts["activation"]
    if targets == "values":
        for index, value in enumerate(scores):
            yield f"{_name(facts, index)} {value:.5g}"
        return
    if targets == "labels" or len(scores) == 1:
        shares = scores if activation == "sigmoid" else np.exp(-np.logaddexp(0, -scores))
        shares = shares if targets == "labels" else np.array([1 - shares[0], shares[0]])
    elif activation in ("softmax", "sigmoid"):
        shares = scores
    else:
        shares = np.exp(scores - scores.max())
        shares = shares / shares.sum()
    order = np.argsort(-shares, kind="stable")
    for index in order if targets == "labels" else order[:_TOP]:
        yield f"{_name(facts, int(index))} {shares[index]:.1%}"


def _name(facts: dict[str, Any], index: int) -> str:
    names = facts["names"]
    text = str(names[index]) if index < len(names) else str(index)
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


if __name__ == "__main__":
    sys.exit(main())
