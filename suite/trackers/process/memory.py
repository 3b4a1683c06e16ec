"""What a tracker has been told of a run, kept in the run directory for the next start."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from suite.runs.files.write_whole import write_whole

# How fast it went differs each time that an epoch is trained; nothing else does.
_VOLATILE = ("seconds", "images_per_second")


@dataclass
class Memory:
    """What a tracker knows.

    Args:
        id: of the run in the tracker.
        rows: step of an epoch's end -> digest of its figures.
        measured: the last step whose measurements were told.
        findings: digests of those that were told.

    Example:
        >>> memory = Memory()
        >>> row = {"step": 12, "loss": 0.5, "seconds": 1.25}
        >>> memory.note_row(row)
        >>> memory.knows_row(row | {"seconds": 2.0}), memory.knows_row(row | {"loss": 0.25})
        (True, False)
    """

    id: str | None = None
    rows: dict[str, str] = field(default_factory=dict)
    measured: int = 0
    findings: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Memory:
        """What is remembered; nothing where the file is missing or is none of ours."""
        try:
            known = json.loads(path.read_text("utf-8"))
            return cls(**known)
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        """Keep it for the next start."""
        write_whole(path, self.to_json())

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    def knows_row(self, row: Mapping[str, float]) -> bool:
        """Whether these very figures were told."""
        return self.rows.get(str(row["step"])) == _row_digest(row)

    def has_another(self, row: Mapping[str, float]) -> bool:
        """Whether other figures of the same step were told: the run has gone back since."""
        return str(row["step"]) in self.rows and not self.knows_row(row)

    def note_row(self, row: Mapping[str, float]) -> None:
        """Know the figures of an epoch."""
        self.rows[str(row["step"])] = _row_digest(row)


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _row_digest(row: Mapping[str, float]) -> str:
    return digest(repr(sorted((key, row[key]) for key in row if key not in _VOLATILE)))
