"""Files that look like a model of Keras and a picture, made without Keras and matplotlib."""

from __future__ import annotations

import zipfile
from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60) + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def write_model(path: Path) -> None:
    """What a `.keras` file holds, its weights aside."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", '{"class_name": "Functional"}')
        archive.writestr("model.weights.h5", b"\x89HDF\r\n\x1a\n" + bytes(200))
