"""Options that several models share: types, defaults and texts, each once.

A model takes them as `**options: Unpack[ResidualOptions]`. The catalog reads them from the source;
`takes` makes them arguments of the function, for `help`, editors and the call.
"""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypedDict, TypeVar, cast, get_args, get_type_hints

import keras

from suite.models.parts.activation import Activation

Model = TypeVar("Model", bound=Callable[..., Any])


@dataclass(frozen=True)
class Option:
    """What a field of a TypedDict of options says beside its type.

    Args:
        default: the argument's value where it is not given.
        text: what it is.
    """

    default: Any
    text: str


class UnitOptions(TypedDict, total=False):
    """Of the layers of every model."""

    norm_position: Annotated[
        Literal["before", "after"],
        Option(
            "before",
            "Whether a norm stands before or after the activation beside it; one that ends a "
            "residual branch stays before the addition.",
        ),
    ]
    norm_momentum: Annotated[float, Option(0.9, "Of batch norm's moving statistics, in [0, 1).")]
    norm_epsilon: Annotated[float, Option(1e-5, "Added to the variance, positive.")]
    norm_groups: Annotated[
        int,
        Option(8, "Groups of group norm; must divide the channels, or a dense layer's units."),
    ]
    kernel_initializer: Annotated[
        str | keras.initializers.Initializer, Option("he_normal", "Of all kernels.")
    ]
    weight_decay: Annotated[
        float,
        Option(0.0, "Adds weight_decay / 2 * sum w^2 over all kernels to the loss; 0 is off."),
    ]


class BiasOptions(UnitOptions, total=False):
    """Of models whose layers may have biases."""

    use_bias: Annotated[
        bool,
        Option(
            True,
            "Whether layers, the output too, have a bias. One just before a norm with an offset "
            "never has one.",
        ),
    ]
    bias_initializer: Annotated[
        str | keras.initializers.Initializer, Option("zeros", "Of all biases.")
    ]


class DepthOptions(TypedDict, total=False):
    """Of networks made of residual blocks, or of the same blocks without their shortcuts."""

    depth: Annotated[
        Literal[18, 20, 32, 34, 44, 50, 56, 101, 110, 152],
        Option(20, "Layers with weights on the longest path."),
    ]
    block: Annotated[
        Literal["auto", "basic", "bottleneck"],
        Option("auto", "Only depths 20, 56 and 110 leave a choice; `auto` is the paper's."),
    ]
    stem: Annotated[
        Literal["auto", "small", "large"],
        Option(
            "auto",
            "`small`: one 3x3 convolution; `large`: 7x7 with stride 2, then 3x3 max-pool with "
            "stride 2; `auto`: small at CIFAR depths, large at ImageNet depths.",
        ),
    ]
    width: Annotated[int | None, Option(None, "Channels of the first stage; None is 16 or 64.")]
    activation: Annotated[
        Activation, Option("relu", "Name, function or layer; `linear` or None leaves it out.")
    ]
    norm: Annotated[
        Literal["batch", "group", "layer", "instance", "weight", "none"],
        Option(
            "batch",
            "`weight` reparameterizes the convolutions; `none` gives them a bias instead.",
        ),
    ]


class BranchOptions(TypedDict, total=False):
    """Of the branch F of a residual block."""

    preactivation: Annotated[
        bool,
        Option(False, "Norm and activation before each convolution, f the identity (He 2016)."),
    ]
    zero_init_last_gamma: Annotated[
        bool, Option(False, "F starts at zero, each block as the identity.")
    ]
    stochastic_depth: Annotated[
        float,
        Option(
            0.0,
            "Probability, in [0, 1), that training leaves out F of the last block for a sample; "
            "it grows linearly over the depth. 0 keeps every block.",
        ),
    ]


class ResidualOptions(DepthOptions, BranchOptions, UnitOptions, total=False):
    """What residual networks have in common, with squeeze-and-excitation or without."""


def takes(options: type) -> Callable[[Model], Model]:
    """Make the fields of a TypedDict arguments of a model, in the place of its `**options`.

    The model is called with all of them; its signature and its docstring list them after its own.
    """
    hints = get_type_hints(options, include_extras=True)
    fields: dict[str, tuple[Any, Option]] = {n: get_args(hint) for n, hint in hints.items()}

    def decorate(model: Model) -> Model:
        signature = inspect.signature(model)
        *own, keywords = signature.parameters.values()
        added = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=hint
            )
            for name, (hint, option) in fields.items()
        ]

        whole = signature.replace(parameters=[*own, *added])

        @functools.wraps(model)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = whole.bind(*args, **kwargs)
            given.apply_defaults()
            return model(*given.args, **given.kwargs)

        call.__annotations__ = dict(model.__annotations__)
        del call.__annotations__[keywords.name]
        call.__annotations__ |= {name: hint for name, (hint, _) in fields.items()}
        vars(call)["__signature__"] = whole
        texts = {name: option.text for name, (_, option) in fields.items()}
        call.__doc__ = _with_arguments(model.__doc__ or "", texts)
        return cast(Model, call)

    return decorate


def _with_arguments(docstring: str, texts: dict[str, str]) -> str:
    """The docstring with arguments added at the end of its section `Args`."""
    lines = [
        textwrap.fill(f"{name}: {text}", 100, initial_indent=" " * 8, subsequent_indent=" " * 12)
        for name, text in texts.items()
    ]
    before, after = docstring.split("\n\n    Shapes:", 1)
    return "\n".join([before, *lines]) + "\n\n    Shapes:" + after
