"""What XLA cannot compile, in a sentence."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

import tensorflow as tf

from suite.errors import UserError

_OPERATION = re.compile(
    r"unsupported operations when trying to compile .*? on XLA_\w+: (\w+) .*?\{\{node (\S+?)\}\}",
    re.DOTALL,
)
_SHAPE = re.compile(
    r"`?(\w+)`? (?:op )?must be a compile-time constant.*?\{\{node (\S+?)\}\}", re.DOTALL
)


def xla_refusal(error: Exception) -> str | None:
    """What stands in XLA's way, and the remedy; None where the error is another one.

    Example:
        >>> text = "Detected unsupported operations when trying to compile graph f[] on "
        >>> text += "XLA_CPU_JIT: AsString (No registered kernel {{node net/hash/AsString}})"
        >>> xla_refusal(tf.errors.InvalidArgumentError(None, None, text)).partition(".")[0]
        'XLA cannot compile `AsString`, by which `net/hash` computes'
    """
    if not isinstance(error, tf.errors.OpError):
        return None
    for pattern, what in ((_OPERATION, "compile"), (_SHAPE, "know the shape at")):
        if (found := pattern.search(str(error))) is not None:
            operation, node = found.groups()
            place = node.rpartition("/")[0] or node
            return (
                f"XLA cannot {what} `{operation}`, by which `{place}` computes. Set jit_compile to "
                "false, or compute by something else."
            )
    return None


@contextlib.contextmanager
def xla_refusals_told() -> Iterator[None]:
    """Inside the block, what XLA cannot compile is a user's mistake.

    Raises:
        UserError: in place of TensorFlow's error.
    """
    try:
        yield
    except tf.errors.OpError as error:
        if (told := xla_refusal(error)) is not None:
            raise UserError(told) from error
        raise
