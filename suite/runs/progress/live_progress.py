"""Progress on a terminal: a bar that moves, and one line per epoch above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from suite.runs.progress.fitted import fitted
from suite.runs.progress.moving_progress import MovingProgress
from suite.runs.progress.progress import epoch_number, measured_figures, spare_figures
from suite.runs.progress.trail import Trail
from suite.screen import Screen, folded, plain, shows_blocks

_SEVERITIES = {"error": "bold red", "warning": "bold yellow", "note": "bold"}
_LONGEST_CURVE = 24


class LiveProgress(MovingProgress):
    """The epoch as a bar, its metrics so far, the curves until now, the speed, and the time left.

    Colors are left out where NO_COLOR says so, and blocks where the locale is C.

    Args:
        stream: a terminal.
        width: columns; None asks the terminal.

    Example:
        >>> import io
        >>> progress = LiveProgress(io.StringIO(), width=40)
        >>> progress.fitted([Text("loss 0.1234"), Text("accuracy 0.9612")]).plain
        'loss 0.1234  accuracy 0.9612'
    """

    def __init__(self, stream: TextIO | Screen, width: int | None = None) -> None:
        # Rich asks for more of a stream than it uses.
        self.console = _Console(file=stream, width=width, highlight=False)  # type: ignore[arg-type]
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
        number = Text(epoch_number(epoch, self.epochs), style="bold")
        parts = [number, *map(_styled, measured_figures(logs))]
        self.console.print(self.fitted(parts, [*map(_styled, spare_figures(logs))]))

    def message(self, text: str) -> None:
        # By words; where a terminal breaks a line it cuts them.
        shown = Text(folded(plain(text), self.console.width), overflow="fold")
        word = text.partition(":")[0]
        if word in _SEVERITIES:
            shown.stylize(_SEVERITIES[word], 0, len(word))
        self.console.print(shown)

    def trail(self) -> Trail:
        return Trail(min(_LONGEST_CURVE, self.console.width // 4), shows_blocks(self.console.file))

    def fitted(self, parts: Sequence[Text], spare: Sequence[Text] = ()) -> Text:
        """Parts in a row, as `fitted` has them."""
        known = {part.plain: part for part in (*parts, *spare)}
        texts = [[part.plain for part in some] for some in (parts, spare)]
        lines = fitted(texts[0], self.console.width, texts[1])
        shown = [Text("  ").join(known[part] for part in line) for line in lines]
        return Text("\n  ", overflow="fold").join(shown)

    def end(self) -> None:
        if self.live is not None:
            self.live.stop()
            self.live = None

    def draw(self, epoch: int, step: int) -> None:
        if self.live is None:
            return
        bar = Table.grid(padding=(0, 2), expand=True)
        bar.add_column()
        bar.add_column(ratio=1)
        bar.add_column(justify="right")
        bar.add_column(justify="right")
        bar.add_row(
            Text(epoch_number(epoch, self.epochs), style="bold"),
            ProgressBar(total=self.steps_per_epoch or None, completed=step),
            self.steps_taken(step),
            self.time_left(),
        )
        figures = self.fitted([*map(_styled, self.figures)])
        self.live.update(Group(bar, figures), refresh=True)


class _Console(Console):
    """Rich's, which draws its bar in ASCII where the stream shows nothing else."""

    @property
    def encoding(self) -> str:
        return super().encoding if shows_blocks(self.file) else "ascii"


def _styled(figure: tuple[str, str]) -> Text:
    """`name value`, the value standing out."""
    name, value = figure
    return Text.assemble((plain(f"{name} ") if name else "", "dim"), value)
