"""The two ways a command can fail, and the exit status of each."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator

_LONGEST = 600
_COLORS = re.compile(r"\x1b\[[0-9;]*m")
# Keras tells every argument of the call in which an error arose, tensors and all.
_CALLED_WITH = re.compile(r"\s*Arguments received by [\w.]+\(\):.*", re.DOTALL)
# TensorFlow tells the whole way of an error in Python, and the node of the graph that it met.
_WAY = re.compile(r"\s*Traceback \(most recent call last\):.*|\{\{\w+ \S+\}\}\s*", re.DOTALL)


class UserError(Exception):
    """Something the user can mend: a recipe, a file, an option, the environment.

    The message is one screen at most and names place, cause and remedy; the command line shows it
    without a traceback and exits with status 2.

    Example:
        >>> suite.load("quickstart", "optimizer.beta1=0.9")
        Traceback (most recent call last):
            ...
        suite.recipe.text.problems.RecipeError: ...did you mean 'beta_1'?...
    """

    exit_status = 2


class RunFailure(Exception):
    """A run that was set up correctly and failed on the way, for instance on a full disk.

    The command line shows the message without a traceback and exits with status 1.

    Example:
        >>> RunFailure("the disk is full").exit_status
        1
    """

    exit_status = 1


def one_line(error: object) -> str:
    """What an error of another library says, as one plain line."""
    text = str(error)
    # Python shows what a KeyError holds as it would be written in code, line breaks too.
    if isinstance(error, KeyError) and error.args and "\n" in str(error.args[0]):
        text = str(error.args[0])
    plain = _CALLED_WITH.sub("", _COLORS.sub("", text))
    return " ".join(_WAY.sub("", plain).split())


def compiled_hint(error: object) -> str:
    """What to do where a value was asked of a tensor that has none yet; empty for other errors.

    Example:
        >>> from suite.errors import compiled_hint
        >>> compiled_hint(TypeError("float() argument must be a number, not 'SymbolicTensor'"))[:15]
        '; a step is com'
        >>> compiled_hint(TypeError("float() argument must be a number, not 'list'"))
        ''
    """
    if "symbolic" not in str(error).lower():
        return ""
    return (
        "; a step is compiled, and its tensors have no values while that is done: use keras.ops "
        "instead of NumPy, .numpy(), float(), `if` and `for`"
    )


@contextlib.contextmanager
def in_a_sentence() -> Iterator[None]:
    """Whatever ends a run becomes one sentence; `--traceback` shows where it arose.

    Raises:
        RunFailure: in place of any error that nobody foresaw, such as memory that is used up.
    """
    try:
        yield
    except (UserError, RunFailure):
        raise
    except Exception as error:
        cause = f"{type(error).__name__}: {one_line(error)}".removesuffix(": ")
        cause = cause if len(cause) <= _LONGEST else f"{cause[:_LONGEST]} ..."
        raise RunFailure(f"the run failed ({cause}); --traceback shows where") from error
