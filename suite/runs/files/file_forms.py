"""What the JSON files of a run directory hold, as far as anything reads them.

Keys that nobody reads may hold anything, and those that are not named here too.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, FiniteFloat, NonNegativeInt

# Of Python 3.12; pydantic wants this one on those before.
from typing_extensions import TypedDict

Whole = Annotated[int, Field(gt=-(2**63), lt=2**63)]
Number = Whole | FiniteFloat


class SummaryJson(TypedDict):
    """`summary.json`."""

    status: Literal["running", "finished", "interrupted", "failed"]
    recipe: NotRequired[str]
    origin: NotRequired[str]
    metrics: NotRequired[dict[str, Number | None]]
    parameters: NotRequired[dict[str, Whole]]
    epochs: NotRequired[NonNegativeInt]
    steps: NotRequired[NonNegativeInt]
    classes: NotRequired[list[str]]
    seconds: NotRequired[Number | None]
    surface: NotRequired[str | None]
    model: NotRequired[object]
    stopped_by: NotRequired[object]
    error: NotRequired[object]


class FindingJson(TypedDict):
    """One of the list in `findings.json`."""

    diagnostic: str
    text: str
    severity: Literal["error", "warning", "note"]
    layer: str | None
    step: Whole | None
    figure: Number | None
    limit: Number | None
    topic: str | None
    edit: str | None


class TrialJson(TypedDict):
    """The file of a trial of a sweep, and one of the trials in `sweep.json`."""

    number: NonNegativeInt
    edits: dict[str, Any]
    status: Literal["running", "finished", "paused", "pruned", "diverged", "failed"]
    value: NotRequired[Number | None]
    deviation: NotRequired[Number | None]
    folds: NotRequired[list[Number]]
    seconds: NotRequired[Number]
    reason: NotRequired[str]
    sampler: NotRequired[str]
    process: NotRequired[str]
    epochs: NotRequired[NonNegativeInt | None]
    rungs: NotRequired[list[Number]]
    known: NotRequired[list[NonNegativeInt]]


class SweepJson(TypedDict):
    """`sweep.json`."""

    trials: list[TrialJson]
    status: NotRequired[object]
    form: NotRequired[Whole]


class SeedRunJson(TypedDict):
    """The file of one of several seeds."""

    number: NonNegativeInt
    seed: NonNegativeInt
    status: Literal["running", "finished", "diverged", "failed"]
    figures: dict[str, Number | None]
    seconds: NotRequired[Number]
    reason: NotRequired[str]
    process: NotRequired[str]


class _SeedJson(TypedDict):
    """One of the seeds in the `summary.json` of several."""

    number: NotRequired[NonNegativeInt]
    seed: NonNegativeInt
    status: Literal["finished", "diverged", "failed"]
    seconds: NotRequired[Number]
    reason: NotRequired[str]


class _SeedFigureJson(TypedDict):
    """A figure of them; its mean and interval follow from the values."""

    values: list[Number | None]


class SeedsJson(TypedDict):
    """`summary.json` in the folder of several seeds."""

    status: Literal["running", "finished", "interrupted"]
    count: NonNegativeInt
    seeds: list[_SeedJson]
    figures: dict[str, _SeedFigureJson]


# These are made of what is named and nothing else. This is where pydantic looks.
TrialJson.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
SeedRunJson.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
