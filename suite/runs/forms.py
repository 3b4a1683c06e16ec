"""What the JSON files of a run directory hold, as far as anything reads them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, NonNegativeInt

Whole = Annotated[int, Field(gt=-(2**63), lt=2**63)]
Number = Whole | FiniteFloat


class _Form(BaseModel):
    """Keys that nobody reads may hold anything."""

    model_config = ConfigDict(extra="allow")


class Summary(_Form):
    """`summary.json`."""

    status: Literal["running", "finished", "interrupted", "failed"]
    recipe: str = ""
    metrics: dict[str, Number | None] = {}
    parameters: dict[str, Whole] = {}
    epochs: NonNegativeInt = 0
    steps: NonNegativeInt = 0
    classes: list[str] = []
    seconds: Number | None = None
    surface: str | None = None


class Finding(_Form):
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


class Trial(BaseModel):
    """One of the trials in `sweep.json`."""

    model_config = ConfigDict(extra="forbid")

    number: NonNegativeInt
    edits: dict[str, Any]
    status: Literal["finished", "diverged", "failed"]
    value: Number | None = None
    deviation: Number | None = None
    folds: list[Number] = []
    seconds: Number = 0.0
    reason: str = ""


class Sweep(_Form):
    """`sweep.json`."""

    trials: list[Trial]
