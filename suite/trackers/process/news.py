"""What a run directory says that a tracker has not been told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.files.damage import read_json
from suite.runs.files.file_forms import SummaryJson
from suite.runs.history import History
from suite.trackers.process.memory import Memory, digest

Values = dict[str, float]


@dataclass
class News:
    """Reads the files of a run while they grow.

    Args:
        directory: of the run.
        memory: of what was told; the caller tells what it gets from here.

    Example:
        >>> directory = RunDirectory.plan(None, "net")
        >>> History([{"epoch": 1, "step": 12, "loss": 0.5}]).write(directory.history_csv)
        >>> news = News(directory, Memory())
        >>> list(news.figures()), list(news.figures())
        ([(12, {'epoch': 1, 'loss': 0.5})], [])
    """

    directory: RunDirectory
    memory: Memory

    def __post_init__(self) -> None:
        self._seen: dict[str, tuple[int, int, int]] = {}
        self._inode = self._offset = 0

    def figures(self) -> list[tuple[int, Values]]:
        """The figures of epochs and of diagnostics that are new, by their steps."""
        # The history first: what was measured at the end of an epoch is written before its row.
        rows = list(self._rows())
        found: dict[int, Values] = {}
        for step, values in [*self._measurements(), *rows]:
            found.setdefault(step, {}).update(values)
        return sorted(found.items())

    def findings(self) -> Iterator[dict[str, Any]]:
        """The findings that are new."""
        path = self.directory.findings_json
        if not self._has_changed(path):
            return
        for finding in read_json(path, list[dict[str, Any]], []):
            known = digest(json.dumps(finding, sort_keys=True))
            if known not in self.memory.findings:
                self.memory.findings.append(known)
                yield finding

    def summary(self) -> tuple[str, Values]:
        """How the run stands, and the figures that no epoch has."""
        summary: Mapping[str, Any] = read_json(self.directory.summary_json, SummaryJson, {})
        rows = self._history()
        known = set(rows[-1]) if rows else set()
        figures = {**summary.get("metrics", {}), "total_seconds": summary.get("seconds")}
        return str(summary.get("status", "running")), {
            name: float(value)
            for name, value in figures.items()
            if value is not None and name not in known
        }

    def _rows(self) -> Iterator[tuple[int, Values]]:
        if not self._has_changed(self.directory.history_csv):
            return
        before = 0
        for row in self._history():
            step = int(row["step"])
            if not self.memory.knows_row(row):
                if self.memory.has_another(row):
                    self.memory.measured, self._offset = min(before, self.memory.measured), 0
                self.memory.note_row(row)
                yield step, {name: value for name, value in row.items() if name != "step"}
            before = step

    def _history(self) -> list[dict[str, float]]:
        path = self.directory.history_csv
        return [row for row in History.read(path).rows if "step" in row] if path.exists() else []

    def _measurements(self) -> Iterator[tuple[int, Values]]:
        """The scalars of diagnostics, by the names that they have in the history."""
        path = self.directory.diagnostics_jsonl
        if not path.exists():
            return
        last = self.memory.measured
        with path.open("rb") as file:
            # A run that goes back writes the file anew.
            stat = os.fstat(file.fileno())
            if stat.st_ino != self._inode or stat.st_size < self._offset:
                self._inode, self._offset = stat.st_ino, 0
            file.seek(self._offset)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                step, values = _scalars(line)
                if step > last and values:
                    self.memory.measured = max(step, self.memory.measured)
                    yield step, values

    def _has_changed(self, path: os.PathLike[str]) -> bool:
        """Whether a file is there and is another one than at the last look."""
        try:
            stat = os.stat(path)
        except OSError:
            return False
        now = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._seen.get(str(path)) == now:
            return False
        self._seen[str(path)] = now
        return True


def _scalars(line: bytes) -> tuple[int, Values]:
    """Step and scalars of a line of `diagnostics.jsonl`; (0, {}) of one that is damaged."""
    try:
        match json.loads(line):
            case {"step": int(step), "diagnostic": str(name), "values": dict(values)}:
                numbers = {key: one for key, one in values.items() if type(one) in (int, float)}
                return step, {f"{name}/{key}": float(one) for key, one in numbers.items()}
    except ValueError:
        pass
    return 0, {}
