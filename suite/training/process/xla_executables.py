"""What XLA has compiled, and TensorFlow keeps as long as the process lives."""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import tensorflow as tf
from tensorflow.core.framework import tensor_pb2, types_pb2
from tensorflow.python.eager import context

# The resources of a device that grow with every function: name -> C++'s name of its type.
_RESOURCES = {
    "xla_device_compiler": "N10tensorflow14DeviceCompilerIN3xla15LocalExecutableENS1_11LocalClient"
    "EEE",
    "device_compilation_profiler": "N10tensorflow25DeviceCompilationProfilerE",
}
# Functions that may be compiled before all are dropped: as many as those four recipes have whose
# steps `kept_between_runs` keeps, and which are called again.
_MOST = 8

_traced = 0


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that XLA is going to compile: each time that it is traced counts.

    Example:
        >>> counted(lambda x: 2 * x)(3)
        6
    """

    @functools.wraps(function)
    def traced(*arguments: Any) -> Any:
        global _traced
        _traced += 1
        return function(*arguments)

    return traced


@contextlib.contextmanager
def executables_bounded() -> Iterator[None]:
    """When the block ends, drop what XLA has compiled, if that is more than `_MOST` functions.

    TensorFlow has a cache of executables for each device that only grows, by 7 to 20 MB for each
    run, whatever becomes of the functions (https://github.com/tensorflow/tensorflow/issues/64170).
    A function that is called after that is compiled again, to the same code.

    Example:
        >>> with executables_bounded():
        ...     float(tf.function(counted(tf.square), jit_compile=True)(tf.constant(3.0)))
        9.0
    """
    global _traced
    try:
        yield
    finally:
        if _traced > _MOST and drop_executables():
            _traced = 0


def drop_executables() -> bool:
    """Drop all that XLA has compiled in this process.

    Returns:
        Whether that was done: not where another thread computes, which may be inside of it, nor
        where this version of TensorFlow keeps it in another way.

    Example:
        >>> drop_executables()
        True
    """
    if _others_compute():
        return False
    tf.test.experimental.sync_devices()  # what was begun is done
    try:
        for device in context.context().devices():  # their full names, which have no public way
            for name, kind in _RESOURCES.items():
                handle = _handle(device, name, kind)
                with tf.device(device):
                    tf.raw_ops.DestroyResourceOp(resource=handle, ignore_lookup_error=True)
    except tf.errors.OpError:
        return False
    return True


def _others_compute() -> bool:
    """Whether another thread of Python is inside TensorFlow or Keras."""
    frames = sys._current_frames()
    frames.pop(threading.get_ident(), None)
    return any(map(_is_inside, frames.values()))


def _is_inside(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__", "").partition(".")[0] in ("tensorflow", "keras"):
            return True
        frame = frame.f_back
    return False


def _handle(device: str, name: str, kind: str) -> tf.Tensor:
    """The handle of a resource that no operation of Python's hands out."""
    proto = tensor_pb2.TensorProto(dtype=types_pb2.DT_RESOURCE)
    proto.tensor_shape.SetInParent()
    handle = proto.resource_handle_val.add()
    handle.device, handle.container, handle.name = device, "localhost", name
    handle.maybe_type_name, handle.hash_code = kind, _hash64(kind)
    with tf.device("CPU:0"):
        return tf.io.parse_tensor(proto.SerializeToString(), tf.resource)


@functools.cache
def _hash64(text: str) -> int:
    """The hash of a type's name, by which TensorFlow finds a resource.

    Python is only given the remainder of a division by up to 2^63 - 1. Of the four numbers with
    the right last 62 bits one has the right remainder.
    """
    last, most = 2**62, 2**63 - 1
    bits = int(tf.strings.to_hash_bucket(text, last))
    rest = int(tf.strings.to_hash_bucket(text, most))
    return next(h for h in range(bits, 2**64, last) if h % most == rest)
