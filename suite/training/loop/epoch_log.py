"""What the loop adds to the metrics of an epoch."""

from __future__ import annotations

import time
from collections.abc import Mapping


class EpochLog:
    """Step, learning rate, seconds, measurements and speed of an epoch.

    Args:
        step: at which the epoch begins, or goes on.

    Example:
        >>> log = EpochLog(step=10)
        >>> log.trained(step=14, images=64, rate=0.1)
        >>> list(log.finished({"gradient_norm/global": 2.0}))
        ['step', 'learning_rate', 'seconds', 'gradient_norm/global', 'images_per_second']
    """

    def __init__(self, step: int) -> None:
        self.first = step
        self.start = time.perf_counter()

    def trained(self, step: int, images: int, rate: float | None) -> None:
        """Training has come to a step; what follows is validation.

        Args:
            step: steps taken in all.
            images: samples that the epoch's steps have taken.
            rate: of the last step, if there was one.
        """
        self.speed = images / (time.perf_counter() - self.start)
        self.figures: dict[str, float] = {"step": step}
        if rate is not None:
            self.figures["learning_rate"] = rate

    def finished(self, measured: Mapping[str, float]) -> dict[str, float]:
        """All of it, now that the epoch has been validated too."""
        seconds = time.perf_counter() - self.start
        return {**self.figures, "seconds": seconds, **measured, "images_per_second": self.speed}
