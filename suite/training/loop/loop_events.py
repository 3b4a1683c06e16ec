"""What the owner of a loop is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suite.diagnostics import Finding

# Diagnostic -> figure -> number, or list of numbers.
Measured = dict[str, dict[str, float | list[float]]]


@dataclass(frozen=True)
class LoopEvents:
    """What the owner of a loop wants to be told; callbacks are for everybody else.

    Args:
        begin: after `on_train_begin`; the place to restore a checkpoint.
        report: given the diagnostics' measurements, every 100 steps and at each epoch's end.
        proposed: given a finding, says what of it is told: its edit may be of no use here.
        found: a diagnostic has something new to say; it stands in `Reporter.findings`.
        between_calls: the device has finished a call inside an epoch.
        epoch_end: after `on_epoch_end`, with the raw weights in the model.
        pauses: before each epoch, whether training is to stop here as if by a signal.
        stop: a signal or a pause ends training early; before `on_train_end`.

    Example:
        >>> told = []
        >>> LoopEvents(found=lambda: told.append("found")).found()
        >>> told
        ['found']
    """

    begin: Callable[[], None] = lambda: None
    report: Callable[[Measured], None] = lambda measured: None
    proposed: Callable[[Finding], Finding] = lambda finding: finding
    found: Callable[[], None] = lambda: None
    between_calls: Callable[[], None] = lambda: None
    epoch_end: Callable[[], None] = lambda: None
    pauses: Callable[[], bool] = lambda: False
    stop: Callable[[], None] = lambda: None
