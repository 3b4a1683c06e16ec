"""The form of a checkpoint: a NumPy archive that ends in a digest of all that stands before it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

# Another version of this number is another form of the state; the suite that wrote it reads it.
VERSION = 3
_STATE = "state"
_MARK = b"sha256:"
_TAIL = len(_MARK) + hashlib.sha256().digest_size * 2
_PIECE = 2**20


class DamagedCheckpoint(Exception):
    """A file that is not what was written; the message is the reason."""


def text_of(state: Mapping[str, Any]) -> str:
    """Plain values, as JSON holds them, as a checkpoint keeps them."""
    return json.dumps({"version": VERSION, **state})


def write(file: IO[bytes], arrays: Mapping[str, np.ndarray], text: str) -> None:
    """Write a checkpoint, piece by piece: nothing is copied as a whole.

    It is an archive that `numpy.load` opens. The digest is the comment of the archive, which stands
    at its very end: one changed, missing or added byte anywhere is seen before anything is read.

    Args:
        file: open for writing, at its beginning.
        arrays: of any names but `state`.
        text: of the state.
    """
    digested = _Digested(file)
    with zipfile.ZipFile(digested, "w") as archive:  # type: ignore[call-overload]
        for name, array in {**arrays, _STATE: np.array(text)}.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                _write_array(entry, np.asarray(array, order="C"))
    digested.end()


def _write_array(entry: IO[bytes], array: np.ndarray) -> None:
    header = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(entry, header)
    if array.nbytes < _PIECE:
        entry.write(array.tobytes())
        return
    content = array.reshape(-1).view(np.uint8).data
    for start in range(0, len(content), _PIECE):
        entry.write(content[start : start + _PIECE])


class _Digested:
    """A file that an archive is written to, and the digest of what was written.

    The last piece is held back: an archive without a comment ends in the comment's length, two
    bytes of zero, and here a comment follows.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._last: bytes | memoryview = b""

    def write(self, piece: bytes | memoryview) -> int:
        if len(piece):
            self._pass_on(self._last)
            self._last = piece
        return len(piece)

    def flush(self) -> None:
        """There is nothing that would have to be written before the end."""

    def end(self) -> None:
        """Write the comment."""
        self._pass_on(bytes(self._last)[:-2] + _TAIL.to_bytes(2, "little"))
        self._file.write(_MARK + self._digest.hexdigest().encode())

    def _pass_on(self, piece: bytes | memoryview) -> None:
        self._digest.update(piece)
        self._file.write(piece)


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
