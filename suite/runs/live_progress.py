"""Progress on a terminal: a bar that moves, and a line an epoch above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from suite.runs.moving_progress import MovingProgress
from suite.runs.progress import epoch_figures, epoch_number
from suite.screen import plain


class LiveProgress(MovingProgress):
    """The epoch as a bar, its metrics so far, images per second, and the time left for the run.

    Args:
        stream: a terminal.
        width: columns; None asks the terminal.
    """

    def __init__(self, stream: TextIO, width: int | None = None) -> None:
        self.console = Console(file=stream, width=width, highlight=False)
        self.live: Live | None = None

    def begin(
        self, epochs: int, steps_per_epoch: int, batch_size: int, first_epoch: int = 0
    ) -> None:
        # Lines that callbacks print go above the bar.
        self.live = Live(console=self.console, auto_refresh=False, transient=True)
        self.live.start()
        super().begin(epochs, steps_per_epoch, batch_size, first_epoch)

    def epoch_end(self, epoch: int, logs: Mapping[str, float]) -> None:
        super().epoch_end(epoch, logs)
        number = Text(epoch_number(epoch, self.epochs) + "  ", style="bold")
        self.console.print(number + _styled(epoch_figures(logs)), soft_wrap=True)

    def message(self, text: str) -> None:
        self.console.print(Text(plain(text)), soft_wrap=True)

    def end(self) -> None:
        if self.live is not None:
            self.live.stop()
            self.live = None

    def draw(self, epoch: int, step: int) -> None:
        bar = Table.grid(padding=(0, 2), expand=True)
        bar.add_column()
        bar.add_column(ratio=1)
        bar.add_column(justify="right")
        bar.add_column(justify="right")
        bar.add_row(
            Text(epoch_number(epoch, self.epochs), style="bold"),
            ProgressBar(total=self.steps_per_epoch, completed=step),
            f"{step:>{len(str(self.steps_per_epoch))}}/{self.steps_per_epoch}",
            self.time_left(),
        )
        self.live.update(Group(bar, _styled(self.figures)), refresh=True)


def _styled(figures: list[tuple[str, str]]) -> Text:
    """`name value` pairs, the values standing out."""
    text = Text()
    for position, (name, value) in enumerate(figures):
        text.append("  " if position else "")
        text.append(plain(f"{name} ") if name else "", style="dim")
        text.append(value)
    return text
