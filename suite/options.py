"""Options of a function as a type: each once, with its type, its default and its text.

    class Options(TypedDict, total=False):
        depth: Annotated[int, Option(20, "Layers with weights.")]

    @takes(Options)
    def resnet(inputs, classes, **options: Unpack[Options]): ...

The catalog reads such options from the source; `takes` makes them arguments of the function, for
`help`, editors and the call.
"""

from __future__ import annotations

import functools
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args, get_type_hints

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Option:
    """What a field of a TypedDict of options says beside its type.

    Args:
        default: the argument's value where it is not given.
        text: what it is.
    """

    default: Any
    text: str


def takes(options: type) -> Callable[[Function], Function]:
    """Make the fields of a TypedDict arguments of a function, in the place of its `**options`.

    The function is called with all of them; its signature and its docstring list them after its
    own. The docstring has a section `Args`.

    Example:
        >>> from typing import Annotated, TypedDict
        >>> class Options(TypedDict, total=False):
        ...     power: Annotated[int, Option(2, "Of x.")]
        >>> @takes(Options)
        ... def raised(x, **options):
        ...     return x ** options["power"]
        >>> raised(3), raised(3, power=3)
        (9, 27)
    """
    hints = get_type_hints(options, include_extras=True)
    fields: dict[str, tuple[Any, Option]] = {name: get_args(hint) for name, hint in hints.items()}

    def decorate(function: Function) -> Function:
        whole = _with_parameters(inspect.signature(function), fields)

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            given = whole.bind(*args, **kwargs)
            given.apply_defaults()
            return function(*given.args, **given.kwargs)

        kept = {*whole.parameters, "return"}
        own = {name: hint for name, hint in function.__annotations__.items() if name in kept}
        call.__annotations__ = own | {name: hint for name, (hint, _) in fields.items()}
        vars(call)["__signature__"] = whole
        call.__doc__ = _with_arguments(function.__doc__ or "", fields)
        return cast(Function, call)

    return decorate


def _with_parameters(
    signature: inspect.Signature, fields: dict[str, tuple[Any, Option]]
) -> inspect.Signature:
    """The signature with the options in the place of its `**options`, its last parameter."""
    added = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=option.default, annotation=hint
        )
        for name, (hint, option) in fields.items()
    ]
    return signature.replace(parameters=[*list(signature.parameters.values())[:-1], *added])


def _with_arguments(docstring: str, fields: dict[str, tuple[Any, Option]]) -> str:
    """The docstring with arguments added at the end of its section `Args`."""
    before, section, after = inspect.cleandoc(docstring).partition("\nArgs:\n")
    own, gap, after = after.partition("\n\n")
    wrapper = textwrap.TextWrapper(96, initial_indent=" " * 4, subsequent_indent=" " * 8)
    added = [wrapper.fill(f"{name}: {option.text}") for name, (_, option) in fields.items()]
    return before + section + "\n".join([own, *added]) + gap + after
