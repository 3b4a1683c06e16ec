"""The form of a checkpoint: a NumPy archive that ends in a digest of all that stands before it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

# Another version of this number is another form of the state; the suite that wrote it reads it.
VERSION = 3
_STATE = "state"
_MARK = b"sha256:"
_TAIL = len(_MARK) + hashlib.sha256().digest_size * 2


class DamagedCheckpoint(Exception):
    """A file that is not what was written; the message is the reason."""


def pack(arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> bytes:
    """The bytes of a checkpoint.

    It is an archive that `numpy.load` opens. The digest is the comment of the archive, which stands
    at its very end: one changed, missing or added byte anywhere is seen before anything is read.

    Args:
        arrays: of any names but `state`.
        state: plain values, as JSON holds them.
    """
    state = {"version": VERSION, **state}
    buffer = io.BytesIO()
    named: dict[str, Any] = {**arrays, _STATE: np.array(json.dumps(state))}
    np.savez(buffer, **named)
    # An archive without a comment ends in the comment's length, two bytes of zero.
    buffer.seek(-2, io.SEEK_END)
    buffer.write(_TAIL.to_bytes(2, "little") + bytes(_TAIL))
    content = buffer.getbuffer()
    content[-_TAIL:] = _digest(content[:-_TAIL])
    return buffer.getvalue()


def unpack(content: bytes) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The arrays and the state of a checkpoint.

    Raises:
        DamagedCheckpoint: the bytes are not those that were written, or another version's.
    """
    _check_digest(content)
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    state = json.loads(str(arrays.pop(_STATE)))
    if state["version"] != VERSION:
        raise DamagedCheckpoint(
            f"another version of the suite wrote it, in form {state['version']}, not {VERSION}"
        )
    return arrays, state


def read(path: Path) -> bytes:
    """The bytes of a checkpoint that is whole.

    Raises:
        DamagedCheckpoint: the file cannot be read, or is not what was written.
    """
    if not path.is_file():  # a pipe would be waited for
        raise DamagedCheckpoint("is no file")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DamagedCheckpoint(error.strerror or str(error)) from error
    _check_digest(content)
    return content


def _check_digest(content: bytes) -> None:
    """Refuse bytes that do not end in the digest of the others."""
    view = memoryview(content)
    if bytes(view[-_TAIL:]) == _digest(view[:-_TAIL]):
        return
    if not len(content):
        raise DamagedCheckpoint("the file is empty")
    if bytes(view[-_TAIL : len(_MARK) - _TAIL]) == _MARK:
        raise DamagedCheckpoint("its content has changed since it was written")
    raise DamagedCheckpoint("its end is missing, or an older version of the suite wrote it")


def _digest(content: memoryview) -> bytes:
    return _MARK + hashlib.sha256(content).hexdigest().encode()
