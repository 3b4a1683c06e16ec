"""Work on a stream by several threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow.python.framework import config

_MOST_THREADS = 16
AHEAD = 4  # results that wait


def parallel_map(
    dataset: tf.data.Dataset,
    function: Callable[..., Any],
    *,
    translated: bool = False,
    at_once: int | None = None,
) -> tf.data.Dataset:
    """Map with a thread a processor, the results in order, some of them ahead of time.

    Args:
        dataset: the stream.
        function: of an element.
        translated: see `as_written`; somebody else's function may branch on a tensor by `if`.
        at_once: how many elements are worked on at a time, and so many wait, of a function that
            makes use of all processors by a dataset of its own, or of what such a one makes; None:
            one a processor.
    """
    threads = at_once or min(os.cpu_count() or 1, _MOST_THREADS)
    function = function if translated else as_written(function)
    if at_once and config.is_op_determinism_enabled():
        # TensorFlow would make this of it, with a complaint about its own work: a function with
        # a dataset counts as stateful, and no thread may run ahead of one.
        return dataset.map(function).prefetch(at_once)
    mapped = dataset.map(function, num_parallel_calls=threads, deterministic=True)
    return mapped.prefetch(at_once or AHEAD)


def as_written(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a stream's elements that AutoGraph does not translate.

    It would have Python's `if` and `for` work on tensors, of which the suite's own functions have
    none, and takes several times as long as tracing.
    """
    written: Callable[..., Any] = tf.autograph.experimental.do_not_convert(function)
    return written


def without_autotuning(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """The same stream, whose iterators end at once.

    TensorFlow tunes numbers of threads in a thread that sleeps for 10 ms, 20 ms, 40 ms and so on up
    to a minute between two looks, and that can miss the end of its iterator: it then sleeps to the
    end, and whoever drops the iterator waits for it. An epoch, or a whole run, seems to take up to
    twice as long.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return dataset.with_options(options)
