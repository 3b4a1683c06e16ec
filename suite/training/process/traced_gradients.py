"""What TensorFlow keeps of every graph that was ever traced."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from tensorflow.python.framework import ops

# Of a `tf.custom_gradient` that was met while tracing; a number follows.
_PREFIX = "CustomGradient-"


@contextlib.contextmanager
def traced_gradients_freed() -> Iterator[None]:
    """Forget the gradients that were registered while the block traced its functions.

    For each `tf.custom_gradient` in a traced function TensorFlow writes a closure into a registry
    of the process and never takes it out; the closure holds the graph, and with it all of a run:
    some 8 MB of a small one. The registry is read where gradients of the function are traced: for
    functions that nobody will differentiate again, as those of a trial whose model is dropped.
    """
    registered = ops.gradient_registry._registry  # has no public name, nor another way out
    before = set(registered)
    try:
        yield
    finally:
        for name in set(registered) - before:
            if name.startswith(_PREFIX):
                del registered[name]
