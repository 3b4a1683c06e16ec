"""What `outcome.json` holds, as far as a page reads it."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Field, NonNegativeInt

# Of Python 3.12; pydantic wants this one on those before.
from typing_extensions import TypedDict

from suite.runs.files.file_forms import Number

_Share = Annotated[Number, Field(ge=0, le=1)]
# Names of classes or labels, or values.
_Named = str | list[str] | list[Number | None] | None


class _Pair(TypedDict):
    true: str
    answered: str
    count: NonNegativeInt
    share: _Share


class _Confusion(TypedDict):
    classes: NonNegativeInt
    names: NotRequired[list[str]]
    counts: NotRequired[list[list[NonNegativeInt]]]
    pairs: NotRequired[list[_Pair]]


class _ClassRow(TypedDict):
    name: str
    count: NonNegativeInt
    precision: _Share | None
    recall: _Share | None
    f1: _Share | None


class _PerClass(TypedDict):
    of: NonNegativeInt
    rows: Annotated[list[_ClassRow], Field(min_length=1)]
    macro: dict[str, _Share | None]


class _Estimates(TypedDict):
    name: str
    mae: Number | None
    rmse: Number | None
    r2: Number | None
    true: Annotated[list[Number], Field(min_length=1)]
    estimated: list[Number]
    edges: list[Number]
    counts: list[NonNegativeInt]


class _Calibration(TypedDict):
    counts: list[NonNegativeInt]
    confidence: list[_Share]
    accuracy: list[_Share]
    error: _Share


class _Sample(TypedDict):
    index: NonNegativeInt
    true: _Named
    answered: _Named
    loss: Number | None
    file: NotRequired[str]
    probability: NotRequired[_Share | list[_Share] | None]
    png: NotRequired[str]
    values: NotRequired[list[Number | None]]
    text: NotRequired[str]


class _Worst(TypedDict):
    measure: str
    form: str
    samples: list[_Sample]
    columns: NotRequired[NonNegativeInt]
    features: NotRequired[list[str]]
    range: NotRequired[tuple[Number, Number] | list[Number]]


class _Filters(TypedDict):
    layer: str
    size: Annotated[list[NonNegativeInt], Field(min_length=3, max_length=3)]
    of: NonNegativeInt
    pictures: list[str]
    largest: list[Number]


class _Layer(TypedDict):
    layer: str
    size: Annotated[list[NonNegativeInt], Field(min_length=2, max_length=2)]
    of: NonNegativeInt
    channels: list[NonNegativeInt]
    pictures: list[str]
    extents: list[list[Number]]


class _FeatureMaps(TypedDict):
    index: NonNegativeInt
    image: str
    layers: list[_Layer]
    true: NotRequired[str]


class OutcomeJson(TypedDict, total=False):
    """`outcome.json`."""

    split: Literal["test", "validation"]
    samples: NonNegativeInt
    of: NonNegativeInt
    kind: Literal["classes", "labels", "values"]
    not_finite: NonNegativeInt
    confusion: _Confusion
    per_class: _PerClass
    estimates: list[_Estimates]
    calibration: _Calibration
    worst: _Worst
    filters: _Filters
    feature_maps: _FeatureMaps
    not_measured: dict[str, str]
