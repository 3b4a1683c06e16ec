"""What belongs to a process and not to a state: functions, models, open files.

A resumed run has made all of it anew. Only the variables in it hold values that training changes.
"""

from __future__ import annotations

import functools
import logging
import re
import threading
import types
import weakref
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

_FUNCTIONS = (
    type,
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.MethodDescriptorType,
    types.GenericAlias,
    types.UnionType,
    functools.partial,
    functools._lru_cache_wrapper,
    np.ufunc,
    property,
)
_PROCESS = (
    logging.Logger,
    logging.Handler,
    re.Pattern,
    threading.Thread,
    threading.Event,
    threading.Condition,
    type(threading.Lock()),
    type(threading.RLock()),
    weakref.ref,
    weakref.WeakKeyDictionary,
    weakref.WeakValueDictionary,
)
_OF_RESOURCES = ("close", "write", "writerow", "__exit__")
_LIBRARIES = ("keras", "tensorflow", "suite")


def is_live(value: Any) -> bool:
    """Whether the process has made it and will make it again.

    Functions, types, modules; objects of Keras, TensorFlow and the suite, but for values; threads
    and locks; and whatever writes or can be closed: files, writers, connections, pools. An iterator
    is none of these: where it stands is a state.
    """
    if isinstance(value, (*_FUNCTIONS, *_PROCESS)):
        return True
    kind = type(value)
    if hasattr(kind, "__dataclass_fields__") or isinstance(value, tuple):
        return False
    if kind.__module__.partition(".")[0] in _LIBRARIES:
        return not hasattr(kind, "__next__")
    # A file is an iterator too, and stands at the end of what was written.
    iterates = hasattr(kind, "__next__") and not hasattr(kind, "fileno")
    return not iterates and any(callable(getattr(kind, name, None)) for name in _OF_RESOURCES)


def constant(value: Any) -> np.ndarray | None:
    """The numbers of an eager tensor; None for anything else."""
    is_tensor = isinstance(value, tf.Tensor) and hasattr(value, "numpy")
    return np.asarray(value.numpy()) if is_tensor and value.dtype.is_numpy_compatible else None


def tensor(array: np.ndarray) -> tf.Tensor:
    return tf.constant(array)


def variables(value: Any) -> list[Any]:
    """The variables that an object of Keras or TensorFlow is, or holds."""
    if isinstance(value, tf.Variable | keras.Variable):
        return [value]
    if isinstance(value, keras.random.SeedGenerator | tf.random.Generator):
        return [value.state]
    if isinstance(value, types.ModuleType | type):
        return []
    found = getattr(value, "variables", ()) if _is_library(value) else ()
    return list(found) if isinstance(found, list | tuple) else []


def _is_library(value: Any) -> bool:
    return isinstance(value, keras.Layer | keras.Metric | keras.Optimizer | tf.Module)


def read(variable: Any) -> np.ndarray:
    return np.asarray(variable.numpy())


def assign(variables: Sequence[Any], arrays: Sequence[np.ndarray]) -> None:
    """Give variables the values they had.

    Raises:
        LookupError: they are others now.
    """
    shapes = [tuple(one.shape) for one in variables]
    if shapes != [array.shape for array in arrays]:
        raise LookupError(f"its {len(arrays)} variables are {len(shapes)} other ones now")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)


def item(container: Any, key: Any) -> Any:
    """What stands at a place of a container; None if there is no such place."""
    try:
        return container[key]
    except (TypeError, LookupError):
        return None
