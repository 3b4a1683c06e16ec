"""Variables in a checkpoint, by names that they have in the next process too."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import keras
import numpy as np
import tensorflow as tf

from suite.training.state.stateful import State

# Shape and type of an array; a side of any length is None.
Form = tuple[tuple[int | None, ...], str]
Variable: TypeAlias = "keras.Variable | tf.Variable"


class Variables:
    """Variables that are equal on all replicas.

    Args:
        group: what their names begin with.
        variables: gives them, as they are at the time.

    Example:
        >>> count = keras.Variable([1.0], name="count")
        >>> before = Variables("own", lambda: [count]).state()
        >>> _ = count.assign([5.0])
        >>> Variables("own", lambda: [count]).restore(before)
        >>> float(count[0])
        1.0
    """

    def __init__(self, group: str, variables: Callable[[], Sequence[keras.Variable]]) -> None:
        self.group = group
        self.variables = variables

    def named(self) -> dict[str, keras.Variable]:
        """Name -> variable."""
        return numbered(self.group, self.variables())

    def forms(self) -> dict[str, Form]:
        """Name -> what an array must be to be its value."""
        return {name: ((*v.shape,), dtype_name(v)) for name, v in self.named().items()}

    def state(self) -> State:
        """Their values."""
        return State(arrays={name: value_of(variable) for name, variable in self.named().items()})

    def restore(self, state: State) -> None:
        """Assign the values that they had."""
        for name, variable in self.named().items():
            variable.assign(state.arrays[name])


def bytes_of(variables: Variables) -> int:
    """How much memory their values take."""
    forms = variables.forms().values()
    return sum(math.prod(s or 0 for s in shape) * np.dtype(kind).itemsize for shape, kind in forms)


def numbered(group: str, variables: Sequence[keras.Variable]) -> dict[str, keras.Variable]:
    """Variables by group, number and path; the number keeps apart those of equal paths.

    Example:
        >>> list(numbered("weights", [keras.Variable([1.0], name="kernel")]))
        ['weights/0/kernel']
    """
    # Keras numbers variables without a name over the whole process, as one of Nadam's.
    paths = [re.sub(r"^variable_\d+$", "variable", variable.path) for variable in variables]
    return {
        f"{group}/{i}/{path}": variable
        for i, (path, variable) in enumerate(zip(paths, variables, strict=True))
    }


def local_copies(variable: Variable) -> tuple[tf.Variable, ...]:
    """The variables behind a distributed one, of this process's replicas."""
    inner = variable.value if isinstance(variable, keras.Variable) else variable
    return tuple(getattr(inner, "values", (inner,)))


def value_of(variable: Variable) -> np.ndarray:
    """What a variable holds, which is not copied on a processor: TensorFlow gives the variable
    other memory before it changes what somebody looks at."""
    value: np.ndarray = local_copies(variable)[0].read_value()._numpy()
    return value


def dtype_name(variable: Variable) -> str:
    """Of a Keras or TensorFlow variable, as NumPy calls it."""
    dtype = variable.dtype
    return dtype if isinstance(dtype, str) else str(dtype.name)


def differing(arrays: Mapping[str, np.ndarray], wanted: Mapping[str, Form]) -> list[str]:
    """The names that only one side has, or whose array is of another form; in order.

    Example:
        >>> differing({"a": np.zeros(2), "b": np.zeros(3)}, {"a": ((None,), "float64")})
        ['b']
    """
    names = arrays.keys() ^ wanted.keys()
    shared = arrays.keys() & wanted.keys()
    return sorted(names | {name for name in shared if not _fits(arrays[name], *wanted[name])})


def _fits(array: np.ndarray, shape: tuple[int | None, ...], dtype: str) -> bool:
    same_rank = len(array.shape) == len(shape) and array.dtype.name == dtype
    return same_rank and all(b in (None, a) for a, b in zip(array.shape, shape, strict=True))
