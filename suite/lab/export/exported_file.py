"""What an export has left, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from suite.lab.export.source import Source


@dataclass(frozen=True)
class ExportedFile:
    """Something that was exported.

    Args:
        path: the file, or the folder.
        source: of which run.
        compared: how it agrees with the Keras model, in words; empty where it computes nothing.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.run import Run
        >>> RunDirectory(Path("r")).write_summary({"status": "finished"})
        >>> _ = Path("r.onnx").write_bytes(b"123")
        >>> ExportedFile(Path("r.onnx"), Source(Run(RunDirectory(Path("r"))))).to_text()
        'r.onnx: 3 bytes'
    """

    path: Path
    source: Source
    compared: str = ""

    @property
    def bytes(self) -> int:
        """Its size."""
        files = self.path.rglob("*") if self.path.is_dir() else [self.path]
        return sum(file.stat().st_size for file in files if file.is_file())

    def to_text(self) -> str:
        """Where it is, how large, how it was compared; and that the run did not come to its end."""
        run = self.source.run
        lines = [", ".join(filter(None, [f"{self.path}: {_size(self.bytes)}", self.compared]))]
        if run.status != "finished":
            lines.append(f"note: the run is {run.outcome}; its model is as far as it came")
        return "\n".join(lines)

    def __fspath__(self) -> str:
        return str(self.path)


def _size(count: int) -> str:
    """3 bytes, 34 KB, 1.2 MB."""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    return f"{count / 1e3:.0f} KB" if count < 1e6 else f"{count / 1e6:.1f} MB"
