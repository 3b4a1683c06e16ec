"""The samples that a model gets most wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.examination.outcome.pictures import brightness, pictures, shades
from suite.examination.outcome.predictions import Predictions
from suite.examination.outcome.sample_form import PICTURED, as_images

MOST = 24
MOST_BYTES = 110_000
# Of a table, a text, or several labels and values, as many as can be read.
MOST_COLUMNS = 20
MOST_CHARACTERS = 300
_MOST_NAMES = 8


def worst(found: Predictions) -> dict[str, Any] | None:
    """The 24 samples with the highest loss, the worst first.

        measure   what the loss is, see `Predictions.losses`
        form      what a sample is, see `form_of`
        range     of pictures: which value is black, which is white
        columns   of a table or of tokens: how many there are
        features  of a table: the names of the first 20, where they are known
        samples   each with
                  index         its place in the split
                  file          where it came from, if that is known
                  true          its class, labels or values, by name
                  answered      what the model says; None where its outputs are not finite
                  probability   of the answer; of several labels, of each; None of what is none
                  of_true       probability of the true class
                  loss          None where it is infinite
                  png           of an image, a series, a volume: as it came, not normalized, of at
                                most 64 pixels a side, in base64
                  values        of a table or of tokens: the first 20 numbers
                  text          of a text: its first 300 characters

    Example:
        >>> outputs = np.array([[0.9, 0.1], [0.7, 0.3]])
        >>> found = Predictions("classes", outputs, np.array([0, 1]), "softmax", ["cat", "dog"])
        >>> sample = worst(found)["samples"][0]
        >>> sample["true"], sample["answered"], sample["probability"], sample["of_true"]
        ('dog', 'cat', 0.7, 0.3)
    """
    if not len(found):
        return None
    order = np.argsort(-found.losses, kind="stable")[:MOST]
    shown, extent = _inputs(found, found.places[order])
    samples = [
        {**_origin(found, int(place)), **_answer(found, int(place)), **own}
        for place, own in zip(order, shown, strict=True)
    ]
    return {"measure": found.measure, "form": found.form, **extent, "samples": samples}


def _origin(found: Predictions, place: int) -> dict[str, Any]:
    row = int(found.places[place])
    file = {} if found.files is None else {"file": str(found.files[row])}
    return {"index": row, **file}


def _answer(found: Predictions, place: int) -> dict[str, Any]:
    """What is true and what is said of one sample."""
    loss = float(found.losses[place])
    told = {"loss": loss if np.isfinite(loss) else None}
    one = {"classes": _class, "labels": _labels, "values": _values}[found.kind]
    answer = one(found, place)
    if not found.sound[place]:
        answer |= {name: None for name in answer if name != "true"}
    return {**answer, **told}


def _class(found: Predictions, place: int) -> dict[str, Any]:
    y, answered = int(found.targets[place]), int(found.answered[place])
    told: dict[str, Any] = {"true": found.name(y), "answered": found.name(answered)}
    if (p := found.probabilities) is not None:
        told["probability"] = round(float(p[place, answered]), 4)
        told["of_true"] = round(float(p[place, y]), 4) if y < p.shape[1] else 0.0
    return told


def _labels(found: Predictions, place: int) -> dict[str, Any]:
    """The labels that a sample has, and those that it is said to have."""
    has = np.flatnonzero(found.targets[place] > 0.5)[:_MOST_NAMES]
    said = np.flatnonzero(found.answered[place])[:_MOST_NAMES]
    told: dict[str, Any] = {
        "true": [found.name(int(number)) for number in has],
        "answered": [found.name(int(number)) for number in said],
    }
    if (p := found.probabilities) is not None:
        told["probability"] = [round(float(p[place, number]), 4) for number in said]
        told["of_true"] = [round(float(p[place, number]), 4) for number in has]
    return told


def _values(found: Predictions, place: int) -> dict[str, Any]:
    rows = found.targets[place], found.outputs[place]
    true, answered = ([float(f"{one:.6g}") for one in row[:_MOST_NAMES]] for row in rows)
    return {"true": true, "answered": answered}


def _inputs(found: Predictions, rows: np.ndarray) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What is shown of the inputs of some samples, and what is black and white in it."""
    if found.inputs is None or found.form == "other":
        return [{} for _ in rows], {}
    # One row by one, in their order: of a memory map nothing else is read.
    samples = np.asarray([found.inputs[int(row)] for row in rows])
    if found.form in PICTURED:
        images = as_images(samples, found.form)
        low, high = brightness(images)
        made = pictures([shades(image, low, high) for image in images], MOST_BYTES)
        extent = {"range": [low, high]} if found.form != "series" else {}
        return [{"png": text} for text in made], extent
    if found.form == "text":
        return [{"text": _text(one)} for one in samples.reshape(-1)], {}
    short = samples[:, :MOST_COLUMNS].tolist()
    told: dict[str, Any] = {"columns": int(samples.shape[1])}
    if len(found.features) == samples.shape[1]:
        told["features"] = [str(name) for name in found.features[:MOST_COLUMNS]]
    return [{"values": [_short(value) for value in row]} for row in short], told


def _text(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."


def _short(value: float) -> float:
    return value if isinstance(value, int) else float(f"{value:.5g}")
