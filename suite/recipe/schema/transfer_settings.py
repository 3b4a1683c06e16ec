"""What the `transfer` block of a recipe may hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from suite.catalog.arguments.duration import OF_STEPS, lasting
from suite.recipe.schema.base_settings import Count, Settings
from suite.recipe.text.node import without_nulls

Plan = Literal[
    "predict",
    "last_layer",
    "all",
    "little_similar",
    "little_different",
    "much_different",
    "much_similar",
]
# These freeze all layers but the head.
HEAD_ONLY = ("last_layer", "little_similar")

Pattern = Annotated[str, Field(min_length=1)]


class FreezeSettings(Settings):
    """Which layers do not train; those that any of the keys names are frozen.

    Args:
        layers: patterns of layer names such as `stage1*`; `head` is the last layer with weights.
        first: the first so many layers with a kernel, and the normalizations behind them.
        through: a pattern: every layer up to the last one of that name, so that `stage2*` freezes
            the stem and two stages.
        statistics: whether frozen batch normalization keeps its moving statistics and computes with
            them, as in inference; otherwise only its scale and offset stay.
    """

    layers: list[Pattern] = []
    first: Count | None = None
    through: Pattern | None = None
    statistics: bool = True

    @property
    def names_layers(self) -> bool:
        """Whether anything is to be frozen."""
        return bool(self.layers) or self.first is not None or self.through is not None


class UnfreezeSettings(Settings):
    """Frozen layers that join in one after the other, from the head downwards.

    Batch normalization stays frozen, unless `freeze.statistics` is false.

    Args:
        every: a duration such as 2ep, 500st or 10%; the first layers join after the first of them.
        layers: how many layers with a kernel join each time.
    """

    every: Annotated[
        str, AfterValidator(lasting(OF_STEPS)), Field(description="a duration such as 2ep or 500st")
    ]
    layers: Count = 1


def _as_freeze(value: Any) -> Any:
    if isinstance(value, str):
        return {"layers": [value]}
    return {"layers": value} if isinstance(value, list) else value


class TransferSettings(Settings):
    """Where the weights come from, and which of them are trained, how fast.

    Args:
        source: the folder of a run, a `.keras` file, or a recipe (by file or shipped name), which
            is trained once and kept in the cache. Layers of the model take the weights of the
            source's layers of the same names. null: the model brings its weights, as `application`
            does.
        plan: what is trained, by name. The three states: `predict`: nothing, the run measures only;
            `last_layer`: the head; `all`. The four quadrants of data: `little_similar`: a new head
            alone; `little_different`: all but the first layers (`freeze`; by default half of
            them); `much_different`: all, from scratch, without the source's weights;
            `much_similar`: all, from the source's weights. null: all but what `freeze` names.
        head: the last layer with weights. `auto`: the source's, or new where the number of classes
            differs or `replace` names layers; `new`; `keep`: the source's.
        replace: patterns of layers that begin anew and train, beside the head: those of the source
            are left out, and those of the model may be others, more or fewer.
        normalization: of the inputs. `source`: the source's, where it has one, since its layers
            learned with it; `own`: fitted on this training set.
        freeze: see `FreezeSettings`; a pattern or a list of patterns stands for its `layers`.
        unfreeze: see `UnfreezeSettings`; null: frozen layers stay frozen.
        rates: pattern of layer names -> factor on the learning rate, above 0; `head` is the last
            layer with weights. Of several patterns that match, an exact name holds, else the last.

    Example:
        >>> transfer = TransferSettings(freeze="stage1*")
        >>> transfer.freezes, transfer.freeze.layers
        (True, ['stage1*'])
    """

    source: Annotated[str, Field(min_length=1)] | None = None
    plan: Plan | None = None
    head: Literal["auto", "new", "keep"] = "auto"
    replace: list[Pattern] = []
    normalization: Literal["source", "own"] = "source"
    freeze: Annotated[FreezeSettings, BeforeValidator(_as_freeze)] = FreezeSettings()
    unfreeze: UnfreezeSettings | None = None
    # A pattern set to null falls back to the factor 1.
    rates: Annotated[
        dict[str, Annotated[float, Field(gt=0)]],
        BeforeValidator(without_nulls),
        Field(description="a mapping of patterns of layer names to factors above 0"),
    ] = {}

    @property
    def has_new_head(self) -> bool:
        """Whether the head is new in any case."""
        replaced = self.head == "auto" and bool(self.replace)
        return self.head == "new" or replaced or self.plan == "little_similar"

    @property
    def freezes(self) -> bool:
        """Whether some layers are frozen, at first at least."""
        if self.plan is None:
            return self.freeze.names_layers
        return self.plan in (*HEAD_ONLY, "little_different")

    @property
    def takes_weights(self) -> bool:
        """Whether training starts from weights that were trained before."""
        return self.plan != "much_different"
