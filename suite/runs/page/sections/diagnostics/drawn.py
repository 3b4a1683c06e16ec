"""The pictures of a run's diagnostics, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from suite.errors import UserError
from suite.runs.page.charts.line_chart import Mark
from suite.runs.page.charts.section import Part, Text
from suite.runs.page.sections.diagnostics.scene import PictureOf, Scene
from suite.runs.page.sections.diagnostics.shipped import PICTURES
from suite.runs.run_record import RunRecord

# Of all heat maps together, so that a page stays small; and the columns of one.
_MOST_CELLS, _LEAST_COLUMNS, _MOST_COLUMNS = 30_000, 40, 200


def drawn(
    run: RunRecord,
    pictures: Mapping[str, tuple[PictureOf, ...]],
    otherwise: PictureOf | None = None,
) -> Iterator[Part]:
    """The pictures in the order of the table, then those of strangers' diagnostics.

    Args:
        run: whose.
        pictures: of the suite's diagnostics.
        otherwise: draws those of strangers; None leaves them out.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "running"})
        >>> directory.log_measurement(9, "loss_curve", {"average": 0.5})
        >>> [part.name for part in drawn(RunRecord(directory), PICTURES)]
        ['loss_curve']
    """
    measured, setup = run.measurements.of, _setup(run)
    rows = sum(len(one.numbers) for one in measured.values())
    columns = min(max(_MOST_CELLS // max(rows, 1), _LEAST_COLUMNS), _MOST_COLUMNS)
    ranks = {name: number for number, name in enumerate(_layer_names(setup))}
    strangers = [name for name in measured if name not in PICTURES]
    for name in [*pictures, *strangers]:
        if name in measured:
            scene = Scene(
                name,
                measured[name],
                ranks,
                columns,
                tuple(_marks(run, name)),
                _batch_size(setup),
            )
            chosen = pictures.get(name, () if otherwise is None else (otherwise,))
            yield from _safely(chosen, scene)


def _safely(pictures: Iterable[PictureOf], scene: Scene) -> Iterator[Part]:
    """The pictures; one that cannot be made takes no other down."""
    for picture in pictures:
        try:
            parts = list(picture(scene))
        except Exception as error:  # whatever a stranger's diagnostic has written
            text = f"What `{scene.diagnostic}` measured cannot be shown ({error})."
            parts = [Text(paragraphs=[text])]
        yield from parts


def _marks(run: RunRecord, diagnostic: str) -> Iterator[Mark]:
    for finding in run.findings:
        if finding["diagnostic"] == diagnostic and finding["step"] is not None:
            yield Mark(x=finding["step"], text=finding["text"], severity=finding["severity"])


def _setup(run: RunRecord) -> Mapping[str, object]:
    """Empty where the file is damaged: pictures need it for the order of their rows alone."""
    try:
        return run.setup
    except UserError:
        return {}


def _layer_names(setup: Mapping[str, object]) -> list[str]:
    layers = setup.get("layers")
    entries = layers if isinstance(layers, list) else []
    return [one["name"] for one in entries if isinstance(one, dict) and "name" in one]


def _batch_size(setup: Mapping[str, object]) -> int | None:
    size = setup.get("batch_size")
    return size if isinstance(size, int) else None
