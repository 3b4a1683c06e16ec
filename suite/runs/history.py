"""What a run measured, epoch by epoch."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from pathlib import Path

from suite.runs.files.damage import damaged, read_text
from suite.runs.files.write_whole import write_whole

Number = int | float
# Names that say how training went, not how good the model is.
_BOOKKEEPING = ("epoch", "step", "learning_rate", "seconds", "images_per_second")
_LOWER_IS_BETTER = (
    "loss",
    "error",
    "crossentropy",
    "divergence",
    "hinge",
    "poisson",
    "logcosh",
    "false_",
)


def _everything(column: str) -> bool:
    return True


class History:
    """Rows of named numbers, one per epoch; a name may be missing in some rows.

    Args:
        rows: each with an `epoch`, counted from 1; in order.

    Example:
        >>> history = History([{"epoch": 1, "val_loss": 0.5}, {"epoch": 2, "val_loss": 0.7}])
        >>> history.best("val_loss")["epoch"], history.column("val_loss")
        (1, [0.5, 0.7])
    """

    def __init__(self, rows: Iterable[Mapping[str, Number]] = ()) -> None:
        self.rows: list[dict[str, Number]] = []
        for row in rows:
            self.append(row)

    def append(self, row: Mapping[str, Number]) -> None:
        """Add an epoch. One that is there already is replaced, and later ones with it: a resumed
        run takes them again."""
        self.rows = [old for old in self.rows if old["epoch"] < row["epoch"]]
        self.rows.append(dict(row))

    @property
    def columns(self) -> list[str]:
        """All names: epoch, step, loss and metrics, their val_*, bookkeeping, then the rest."""
        names = self._names()
        measured = self._measured()
        kept = [name for name in _BOOKKEEPING if name in names]
        rest = [name for name in names if name not in {*measured, *kept}]
        training = [name for name in measured if not name.startswith("val_")]
        validation = [name for name in measured if name.startswith("val_")]
        first = [name for name in kept if name in ("epoch", "step")]
        return first + training + validation + kept[len(first) :] + rest

    @property
    def metrics(self) -> list[str]:
        """Loss and metrics without `val_`, in the order of training."""
        return list(dict.fromkeys(name.removeprefix("val_") for name in self._measured()))

    def _names(self) -> list[str]:
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def _measured(self) -> list[str]:
        """The loss, then metrics, then val_*; a name with a slash is a diagnostic's scalar."""
        names = [name for name in self._names() if name not in _BOOKKEEPING and "/" not in name]
        return sorted(names, key=lambda name: name.removeprefix("val_") != "loss")

    def column(self, name: str) -> list[Number]:
        """The values of a name over all epochs; NaN where it is missing."""
        return [row.get(name, math.nan) for row in self.rows]

    def best(self, name: str) -> dict[str, Number] | None:
        """The row in which a measure was best, the first of equals; None if it was never finite."""
        rows = [row for row in self.rows if math.isfinite(row.get(name, math.nan))]
        choose = min if lower_is_better(name) else max
        return choose(rows, key=lambda row: row[name], default=None)

    def figures(self) -> dict[str, Number]:
        """Last value of the loss and every metric, `best_*` of every validation metric, and
        `best_epoch`: where `val_accuracy` was best, or `val_loss` without an accuracy."""
        if not self.rows:
            return {}
        last = self.rows[-1]
        names = [name for name in self._measured() if name in last]
        validated = [name for name in names if name.startswith("val_")]
        best = {name: row for name in validated if (row := self.best(name)) is not None}
        figures = {name: last[name] for name in names}
        figures |= {f"best_{name}": row[name] for name, row in best.items()}
        name = deciding_measure(best)
        return figures if name is None else {**figures, "best_epoch": best[name]["epoch"]}

    def write(self, path: Path) -> None:
        """Write a CSV file, whole.

        Raises:
            RunFailure: the file cannot be written.
        """
        write_whole(path, self.to_csv())

    @classmethod
    def read(cls, path: Path) -> History:
        """Read what `write` wrote; no file is a run that has not finished an epoch.

        Raises:
            UserError: the file is no such table; says in which line.
        """
        history = cls()
        history.take(path)
        return history

    def take(self, path: Path, wanted: Callable[[str], bool] = _everything) -> None:
        """Add the rows of what `write` wrote, if it is there; of a damaged file those before the
        damage.

        Args:
            path: the file.
            wanted: which columns are read; of the last row all are. Diagnostics may have filled
                some hundred.

        Raises:
            UserError: the file is no such table; says in which line.
        """
        if path.exists():
            self._take(read_text(path), str(path), wanted)

    def to_csv(self) -> str:
        """A table with every digit of every number; what is missing is empty."""
        text = io.StringIO()
        table = csv.DictWriter(text, self.columns, lineterminator="\n")
        table.writeheader()
        table.writerows({name: _text(value) for name, value in row.items()} for row in self.rows)
        return text.getvalue()

    @classmethod
    def from_csv(cls, text: str, place: str) -> History:
        """The history of which `to_csv` made a text.

        Args:
            text: all of the table.
            place: where it lies, for messages.

        Raises:
            UserError: it is no such table; says in which line.
        """
        history = cls()
        history._take(text, place)
        return history

    def _take(self, text: str, place: str, wanted: Callable[[str], bool] = _everything) -> None:
        table = _Rows(text)
        try:
            names = next(table, [])
            columns = list(enumerate(names))
            some = [(number, name) for number, name in columns if wanted(name)]
            for cells in table:
                if len(cells) != len(names):
                    raise ValueError(
                        f"it does not have a cell for each of the {len(names)} columns"
                    )
                self._append_next(columns if table.is_last else some, cells)
            if text and not text.endswith("\n"):
                raise ValueError("its end is missing")
            if text.strip() and "epoch" not in names:
                raise ValueError("there is no column epoch")
        except (ValueError, csv.Error) as error:
            reason = f"is not a row of a history ({error})"
            raise damaged(f"{place}:{table.number or 1}", reason) from error

    def _append_next(self, columns: Sequence[tuple[int, str]], cells: Sequence[str]) -> None:
        """Add a row of a table, which must be of a later epoch than the last."""
        numbers = {
            # Most are not whole: to try `int` on them too would take longer than all the rest.
            name: float(text) if "." in text else _number(text)
            for number, name in columns
            if (text := cells[number])
        }
        epoch, last = numbers.get("epoch"), self.rows[-1]["epoch"] if self.rows else 0
        if not isinstance(epoch, int) or epoch <= last:
            raise ValueError(f"its epoch, {epoch}, does not follow {last}")
        self.rows.append(numbers)


class _Rows:
    """The cells of each row that is not empty; `number` is that of its line, from 1.

    Without quotes a row is cut at its commas, which takes a fifth of the time of a reader of CSV.
    """

    def __init__(self, text: str) -> None:
        self.number = 0
        self._lines = text.rstrip("\n").split("\n")
        self._quoted = csv.reader(io.StringIO(text), strict=True) if '"' in text else None

    @property
    def is_last(self) -> bool:
        """Whether no row follows; taken for true where there are quotes."""
        return self._quoted is not None or self.number >= len(self._lines)

    def __iter__(self) -> _Rows:
        return self

    def __next__(self) -> list[str]:
        while self._quoted is not None:
            try:
                cells = next(self._quoted)
            finally:
                self.number = self._quoted.line_num
            if cells:
                return cells
        while self.number < len(self._lines):
            self.number += 1
            if line := self._lines[self.number - 1]:
                return line.split(",")
        raise StopIteration


def deciding_measure(names: Container[str]) -> str | None:
    """By which of these measures one epoch is better than another; None if by none."""
    return next((name for name in ("val_accuracy", "val_loss") if name in names), None)


def first_lost_epoch(rows: Sequence[Mapping[str, Number]]) -> Number | None:
    """The epoch from which on the loss is no number; None where it is one in the last.

    Example:
        >>> first_lost_epoch([{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": math.nan}])
        2
    """
    lost = [row["epoch"] for row in rows if not math.isfinite(row.get("loss", 0.0))]
    return lost[0] if lost and lost[-1] == rows[-1]["epoch"] else None


def lower_is_better(metric: str) -> bool:
    """Whether a metric measures an error; judged by its name."""
    return any(word in metric for word in _LOWER_IS_BETTER)


def _text(value: Number) -> str:
    # float() first: the repr of a NumPy scalar is no number.
    return str(int(value)) if isinstance(value, int) else repr(float(value))


def _number(text: str) -> Number:
    try:
        return int(text)
    except ValueError:
        return float(text)
