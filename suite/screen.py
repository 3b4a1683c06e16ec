"""Standard output and standard error: what reaches them, and what happens when they fail.

A name, a key or a message may hold anything; what a terminal would obey is shown instead. And a
reader that goes away, a full disk or a closed descriptor ends nothing but the showing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TextIO

# Colors are dropped; control characters, surrogates, line separators, and marks that turn the
# direction of what follows are shown by their codes.
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# A command, and perhaps a word before it that says what for.
_COMMAND = re.compile(r"\s*([^:]*: +)?python -m suite ")
_TOGETHER = re.compile(r"\(since step \d+\)")
_JOINED = "\ue000"  # a blank at which no line is broken; of no text, for it has no meaning
# A part of it, with the blanks before it; quotes hold together what stands in them.
_PART = re.compile(r"""\s*(?:[^\s"']|"[^"]*"|'[^']*'|["'])+""")


def plain(text: str) -> str:
    """A text that a terminal shows and does not obey; of several lines, if it has several."""
    return _OBEYED.sub(_code, _COLOR.sub("", text))


def without_breaks(text: str) -> str:
    """A text of one line; a name in it may hold line breaks."""
    return text.replace("\n", "\\n")


def _code(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def say(text: object = "", *, error: bool = False) -> None:
    """Print a text plainly; on a terminal long lines are broken between words.

    Args:
        text: one line or several.
        error: to standard error.
    """
    stream = sys.stderr if error else sys.stdout
    print(_in_columns(plain(str(text)), stream), file=stream, flush=True)


def _in_columns(text: str, stream: Any) -> str:
    return folded(text, columns(stream)) if _is_terminal(stream) else text


def _is_terminal(stream: Any) -> bool:
    """Whether a stream is a terminal; one of somebody's making may not know."""
    try:
        return bool(stream.isatty())
    except (AttributeError, OSError, ValueError):  # one of somebody's making, or closed
        return False


def columns(stream: Any = None, piped: int = 80) -> int:
    """The width of what a stream shows: what COLUMNS says, or else the terminal.

    Args:
        stream: None is standard output.
        piped: the width where nobody says any.

    Example:
        >>> import io
        >>> columns(io.StringIO(), piped=72)
        72
    """
    stream = sys.stdout if stream is None else stream
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    if _is_terminal(stream):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            return os.get_terminal_size(stream.fileno()).columns or piped
    return piped


def folded(text: str, width: int) -> str:
    """A text whose long lines are broken between words, further lines two blanks further in.

    A word longer than the width stays whole. A command of the suite can still be copied: its lines
    end in a backslash, or it stays whole where the shell is not POSIX's.

    Args:
        text: one line or several.
        width: of the longest line, in columns.

    Example:
        >>> print(folded("warning: no unit of the layer fires any more", 24))
        warning: no unit of the
          layer fires any more
    """
    return "\n".join(_folded_line(line, width) for line in text.split("\n"))


def _folded_line(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    text = line.lstrip()
    indent = line[: len(line) - len(text)]
    if _COMMAND.match(line):
        return _folded_command(line, width, f"{indent}  ") if os.name == "posix" else line
    # What stands between two blanks and the next is kept together, and so is `(since step 9)`.
    text = _TOGETHER.sub(lambda found: found[0].replace(" ", _JOINED), text)
    parts = [
        part.replace(" ", _JOINED) if len(part) + len(indent) + 2 <= width else part
        for part in text.split("  ")
    ]
    return textwrap.fill(
        "  ".join(parts),
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_long_words=False,
        break_on_hyphens=False,
    ).replace(_JOINED, " ")


def _folded_command(line: str, width: int, indent: str) -> str:
    """A command on lines of which all but the last end in a backslash."""
    first, *parts = _PART.findall(line)
    lines = [first]
    for part in parts:
        if len(lines[-1]) + len(part) + len(" \\") > width:
            lines[-1] += " \\"
            lines.append(indent + part.lstrip())
        else:
            lines[-1] += part
    return "\n".join(lines)


def quoted(part: object) -> str:
    """A part of a command, such as a path, in quotes where a shell needs them.

    Example:
        >>> print(quoted("runs/mlp"), quoted("my runs/mlp"))
        runs/mlp "my runs/mlp"
    """
    text = str(part)
    if re.fullmatch(r"[\w@%+=:,./~\\-]+", text):
        return text
    return shlex.quote(text) if re.search(r'["$`!\\]', text) else f'"{text}"'


def shows_blocks(stream: Any = None) -> bool:
    """Whether a stream shows characters such as `▁`: it can encode them, and the locale is not C.

    Args:
        stream: None is standard output.
    """
    # Python sets LC_CTYPE to C.UTF-8 by itself, where the locale is C.
    own = os.environ.get("LC_CTYPE", "")
    named = os.environ.get("LC_ALL") or (own if own != "C.UTF-8" else "") or os.environ.get("LANG")
    if named in ("C", "POSIX"):
        return False
    encoding = getattr(sys.stdout if stream is None else stream, "encoding", None) or "utf-8"
    try:
        "▁".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


class Screen:
    """A stream that is written to as long as it takes what it gets.

    Args:
        stream: standard output or standard error; None where the process has none.
        is_own: whether the process is the suite's own, so that the descriptor may be turned
            towards nothing when it has failed: Python complains at its end otherwise.

    Example:
        >>> import io
        >>> screen = Screen(io.TextIOWrapper(io.BytesIO(), "ascii"))
        >>> screen.write("0.93 ± 0.01"), screen.failure
        (11, None)
    """

    def __init__(self, stream: TextIO | None, is_own: bool = False) -> None:
        self.stream = stream
        self.is_own = is_own
        self.failure: Exception | None = None

    def write(self, text: str) -> int:
        self._try(lambda stream: _write(stream, text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        self._try(lambda stream: getattr(stream, "flush", lambda: None)())

    def isatty(self) -> bool:
        return _is_terminal(self.stream)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _try(self, act: Callable[[TextIO], object]) -> None:
        if self.stream is None or self.failure is not None:
            return
        try:
            act(self.stream)
        except (OSError, ValueError) as error:
            self.failure = error
            if self.is_own:
                _turn_away(self.stream)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = getattr(stream, "encoding", None) or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _turn_away(stream: TextIO) -> None:
    with contextlib.suppress(OSError, ValueError):  # it has no descriptor
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


@contextlib.contextmanager
def guarded(is_own: bool = False) -> Iterator[None]:
    """While the block runs, standard output and standard error may fail without ending it.

    Args:
        is_own: as in `Screen`.
    """
    before = sys.stdout, sys.stderr
    guards = [one if isinstance(one, Screen) else Screen(one, is_own) for one in before]
    sys.stdout, sys.stderr = guards
    try:
        yield
    finally:
        for guard in guards:
            guard.flush()
        # What was put in their place by the block is its own affair.
        if sys.stdout is guards[0]:
            sys.stdout = before[0]
        if sys.stderr is guards[1]:
            sys.stderr = before[1]


def is_shown() -> bool:
    """Whether standard error is a screen of the suite's: of its own command line, or a cell of a
    notebook. In any other process it belongs to whoever has imported the suite."""
    return is_own_process() or in_notebook()


def is_own_process() -> bool:
    """Whether a command of the suite runs, so that nothing else is done in this process."""
    return getattr(sys.stderr, "is_own", False)


def in_notebook() -> bool:
    """Whether a kernel, as of Jupyter or Colab, runs this; never imports IPython itself."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def failure_of_output() -> str | None:
    """Why standard output could not be written to; None where nothing was lost, or where the reader
    has seen enough and has gone."""
    failure = getattr(sys.stdout, "failure", None)
    if failure is None or isinstance(failure, BrokenPipeError):
        return None
    return getattr(failure, "strerror", None) or str(failure)


def open_standard_descriptors() -> None:
    """Open what the shell has closed (`>&-`) towards nothing: the next file that is opened would
    get its number, and with it what native code writes to standard output."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free
