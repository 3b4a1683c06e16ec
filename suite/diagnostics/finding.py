"""What a diagnostic has to say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from suite.edit import Edit

Severity = Literal["error", "warning", "note"]
FindingKey = tuple[str, str | None, str | None, str]


@dataclass(frozen=True)
class Finding:
    """One observation in plain language, with its figure, its limit and one thing to do.

    Args:
        diagnostic: the name of the diagnostic that speaks.
        text: one sentence that a student understands.
        severity: `error`: the run cannot be right; `warning`: it will probably suffer; `note`:
            worth knowing.
        layer: the layer it concerns, if it concerns one.
        step: the first step at which it was seen, from 0; None before training.
        figure: the measured value.
        limit: the value beyond which the diagnostic speaks.
        topic: the lecture topic that explains it, such as `activations/dying-relu`.
        edit: one change of the recipe; or what else can be done, as a text.

    Example:
        >>> print(Finding("finite", "A loss is not a number.", "error", step=7))
        error: A loss is not a number. (since step 7)
    """

    diagnostic: str
    text: str
    severity: Severity = "warning"
    layer: str | None = None
    step: int | None = None
    figure: float | None = None
    limit: float | None = None
    topic: str | None = None
    edit: Edit | str | None = None

    @property
    def key(self) -> FindingKey:
        """What makes two findings the same one, seen again; a note may become a warning."""
        return self.diagnostic, self.layer, self.topic, self.severity

    def to_plain(self) -> dict[str, Any]:
        """As `findings.json` holds it."""
        return {**asdict(self), "edit": None if self.edit is None else str(self.edit)}

    def __str__(self) -> str:
        since = "" if self.step is None else f" (since step {self.step})"
        edit = "" if self.edit is None else f"  try: {self.edit}"
        return f"{self.severity}: {self.text}{since}{edit}"
