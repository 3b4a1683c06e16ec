"""Files that nothing here opens, judged by what stands at their beginning and their end."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

# What Keras needs of a `.keras` archive; the weights of a large model have a file for each part.
_CONFIGURATION, _WEIGHTS = "config.json", "model.weights."
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_HDF5 = b"\x89HDF\r\n\x1a\n"


def why_damaged(path: Path) -> str | None:
    """Why a model, weights or a picture cannot be what a run has written; None where nothing
    speaks against it.

    Neither Keras nor all of the file is read: its kind is told by its name, and what is cut off, by
    its end.

    Args:
        path: of a `.keras`, `.h5` or `.png` file that is there.

    Example:
        >>> _ = Path("model.keras").write_text("garbage")
        >>> why_damaged(Path("model.keras"))
        'File is not a zip file'
    """
    if not path.is_file():
        return "a folder or a device lies in the place of the file"
    try:
        if not path.stat().st_size:
            return "it is empty"
        if path.suffix == ".keras":
            return _of_archive(path)
        return _of_picture(path) if path.suffix == ".png" else _of_weights(path)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        return str(error).removesuffix(".") or type(error).__name__


def _of_archive(path: Path) -> str | None:
    """The list of what an archive holds stands at its end."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        if _CONFIGURATION not in names:
            return f"there is no {_CONFIGURATION} in it"
        archive.read(_CONFIGURATION)
        weights = [name for name in names if name.startswith(_WEIGHTS)]
        for name in weights:
            with archive.open(name) as file:  # looks at the entry, whose bytes are not read
                file.read(1)
        return None if weights else "there are no weights in it"


def _of_picture(path: Path) -> str | None:
    content = path.read_bytes()
    if not content.startswith(_PNG):
        return "it is no PNG picture"
    return None if content.endswith(_PNG_END) else "its end is missing"


def _of_weights(path: Path) -> str | None:
    with path.open("rb") as file:
        return None if file.read(len(_HDF5)) == _HDF5 else "it is no HDF5 file"
