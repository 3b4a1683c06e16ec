"""The formats in which a trained model can be given away."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.errors import UserError
from suite.lab.export.source import Source
from suite.runs.files.file_names import file_name
from suite.suggest import close_names, did_you_mean

if TYPE_CHECKING:
    from suite.lab.export.served import Asked


@dataclass(frozen=True)
class Format:
    """How a model is written, and how that which was written is asked.

    Args:
        module: defines `write(source, path)`, which makes it where there is nothing, and
            `opened(path, names)`, which gives what it is asked by for the outputs of these names.
            It is imported when a model is there to be written.
        place: what it is called in the run's folder.
        packages: what else must be installed: module -> package.
        is_folder: whether it is one.
        at_once: whether it is asked for all examples at a time, since each question is dear.

    Example:
        >>> FORMATS["onnx"].packages["tf2onnx"], FORMATS["saved_model"].is_folder
        ('tf2onnx', True)
    """

    module: str
    place: Callable[[Source], str]
    packages: Mapping[str, str] = field(default_factory=dict)
    is_folder: bool = False
    at_once: bool = False

    def write(self, source: Source, path: Path) -> None:
        self._function("write")(source, path)

    def opened(self, path: Path, names: Sequence[str]) -> Asked:
        found: Asked = self._function("opened")(path, names)
        return found

    def _function(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(importlib.import_module(self.module), name)
        return found

    def check_packages(self) -> None:
        """Refuse a format whose packages are not installed.

        Raises:
            UserError: names them.
        """
        missing = [package for module, package in self.packages.items() if not find_spec(module)]
        if missing:
            raise UserError(
                f"this format needs {' and '.join(missing)}, which the suite does not bring: "
                'pip install "keras-training-suite[export]"'
            )


# By default the first.
FORMATS = {
    "zip": Format(
        "suite.lab.export.bundle.bundle",
        lambda source: f"{file_name(source.run.name)}{'-best' if source.best else ''}.zip",
        at_once=True,
    ),
    "saved_model": Format(
        "suite.lab.export.saved_model",
        lambda source: f"{source.file.stem}_saved_model",
        is_folder=True,
    ),
    "onnx": Format(
        "suite.lab.export.onnx_file",
        lambda source: f"{source.file.stem}.onnx",
        {"tf2onnx": "tf2onnx", "onnxruntime": "onnxruntime"},
    ),
    "tflite": Format(
        "suite.lab.export.tflite_file",
        lambda source: f"{source.file.stem}.tflite",
        {"ai_edge_litert": "ai-edge-litert"},
    ),
}
# A text about the model, which computes nothing.
CARD = "card"


def format_named(name: str) -> Format:
    """The format of this name.

    Raises:
        UserError: there is none.

    Example:
        >>> format_named("onxx")
        Traceback (most recent call last):
        suite.errors.UserError: onxx: unknown format; did you mean 'onnx'? accepted: zip, ...
    """
    known = [*FORMATS, CARD]
    if name in FORMATS:
        return FORMATS[name]
    meant = did_you_mean(close_names(name, known))
    raise UserError(f"{name}: unknown format{meant} accepted: {', '.join(known)}")
