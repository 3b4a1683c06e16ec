"""What the file of a study may hold."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from suite.recipe.schema.base_settings import Settings, Whole

MOST_SEEDS = 1000
MOST_VARIANTS = 100

_Text = Annotated[str, Field(min_length=1)]
# Also a folder: neither `..` nor longer than a file system takes.
_Variant = Annotated[str, Field(pattern=r"^[\w-][\w.-]{0,59}$")]
_Measure = Annotated[str, Field(pattern=r"^[^\W\d]\w{0,59}$")]
# One statement of the lectures, or several that the same claim is about.
_Ids = Annotated[
    list[Annotated[str, Field(pattern=r"^C\d{3}$")]],
    BeforeValidator(
        lambda value: [value] if isinstance(value, str) else value,
        json_schema_input_type=str | list[str],
    ),
    Field(description="the number of a statement, `C131`, or a list of them"),
]


class ClaimSettings(Settings):
    """A claim as it is written.

    Args:
        claim: of measures of variants; see `suite.studies.claims.claim`.
        id: of the statements of the lectures that it is about.
        control: the variant in which the cause is removed, of a claim about one variant; by default
            any other may show that the claim can fail.
        reason: what was found where it is refuted or undecided.

    Example:
        >>> ClaimSettings(claim="units[zeros] == 1", id="C115").id
        ['C131']
    """

    claim: _Text
    id: _Ids = Field(default_factory=list)
    control: str | None = None
    reason: str | None = None


class StudySettings(Settings):
    """The `study` block.

    Args:
        title: what it shows, in a short sentence.
        says: the lecture's point, in two to four sentences.
        base: the recipe that is varied, a shipped name or a path; or
        recipe: its body; with neither, nothing is built, and measures take what variants give.
        train: whether the nets are trained; false looks at them as they begin.
        seeds: how many: 0, 1, ... in every variant.
        variants: name -> overrides of the recipe; without a recipe the values of `$names`; at most
            100, with names that can be folders.
        measures: name -> measure, as `distinct_units(dense1)`.
        claims: at least one.
        reason: what was found where claims are refuted or undecided.
        changed: what was changed after a first look at its figures, and why; the ledger tells it.
        next: one thing to try, and what to look at.

    Example:
        >>> claims = [{"claim": "units[zeros] == 1"}]
        >>> StudySettings.model_validate({"title": "t", "says": "s", "claims": claims}).seeds
        5
    """

    title: _Text
    says: _Text
    base: _Text | None = None
    recipe: dict[str, Any] | None = None
    train: bool = True
    seeds: Annotated[Whole, Field(ge=1, le=MOST_SEEDS)] = 5
    variants: dict[_Variant, dict[str, Any]] = Field(default_factory=dict, max_length=MOST_VARIANTS)
    measures: dict[_Measure, _Text] = Field(default_factory=dict, max_length=MOST_VARIANTS)
    claims: Annotated[list[ClaimSettings], Field(min_length=1)]
    reason: str | None = None
    changed: str | None = None
    next: str | None = Field(default=None, alias="try")


class StudyFile(Settings):
    """The top level of a study's file.

    Args:
        topic: of the lectures; several are separated by commas.
        study: see `StudySettings`.
    """

    topic: _Text
    study: StudySettings
