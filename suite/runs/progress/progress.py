"""What a run shows while it trains."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from suite.runs.history import History
from suite.runs.numbers import show, show_metric, show_seconds


class Progress:
    """A display that shows nothing, and the interface of those that do.

    The loop calls it; it is no Keras callback, because a hook at every batch would make the loop
    wait for the device at every batch. Epochs and steps count from 0, as in Keras.

    Example:
        >>> class Epochs(Progress):
        ...     def epoch_end(self, epoch, logs):
        ...         print(epoch + 1, logs["loss"])
        >>> Epochs().epoch_end(0, {"loss": 0.5})
        1 0.5
    """

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        """Training begins: at `first_epoch`, up to `epochs` in all.

        Steps and samples are 0 where nobody knows how many there are.
        """

    def advance(
        self, epoch: int, step_in_epoch: int, read_logs: Callable[[], Mapping[str, float]]
    ) -> None:
        """`step_in_epoch` steps of the epoch are taken; called after every compiled call.

        `read_logs` gives the metrics so far. It waits for the device, so displays call it seldom.
        """

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        """An epoch is finished and validated."""

    def message(self, text: str) -> None:
        """Show a line of text."""

    def end(self) -> None:
        """Training is over, however it ended; may be called again."""


def epoch_number(epoch: int, epochs: int) -> str:
    """`epoch  3/10`, aligned."""
    return f"epoch {epoch + 1:>{len(str(epochs))}}/{epochs}"


def epoch_figures(logs: Mapping[str, float]) -> list[tuple[str, str]]:
    """(name, value) of what an epoch's line shows: loss, metrics, learning rate, speed, seconds.

    Scalars that callbacks added are left to the history: there may be dozens.
    """
    return measured_figures(logs) + spare_figures(logs)


def measured_figures(logs: Mapping[str, float]) -> list[tuple[str, str]]:
    """Those of the loss and the metrics."""
    history = History([{"epoch": 0, **logs}])
    names = [*history.metrics, *(f"val_{name}" for name in history.metrics)]
    return [(name, show_metric(logs[name])) for name in names if name in logs]


def spare_figures(logs: Mapping[str, float]) -> list[tuple[str, str]]:
    """Those that a line can do without where they do not fit: the history has them too."""
    figures = []
    if "learning_rate" in logs:
        figures.append(("learning_rate", show(logs["learning_rate"])))
    if "images_per_second" in logs:
        figures.append(("", show_speed(logs["images_per_second"])))
    if "seconds" in logs:
        figures.append(("", show_seconds(logs["seconds"])))
    return figures


def show_speed(images_per_second: float) -> str:
    """`1,234 samples/s`; they may be images, rows of a table or texts."""
    whole = images_per_second >= 100
    return f"{show(round(images_per_second) if whole else images_per_second)} samples/s"
