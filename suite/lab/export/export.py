"""Give the model of a run away, in a form that has been compared with it."""

from __future__ import annotations

import os
from pathlib import Path

from suite.errors import UserError
from suite.given_path import given_path
from suite.lab.export.exported_file import ExportedFile
from suite.lab.export.formats import CARD, format_named
from suite.lab.export.source import Source
from suite.lab.sweep.sweep_folder import is_sweep
from suite.runs.directory.free_place import unwritable
from suite.runs.files.write_whole import try_to_write, write_whole
from suite.runs.page.card.model_card import model_card
from suite.runs.run import Run


def export(
    run: Run | str | Path, to: str = "zip", out: str | Path | None = None, *, best: bool = False
) -> ExportedFile:
    """Export the trained model of a run, once what was written has said what the model says.

    Args:
        run: a run, or its folder.
        to: `zip`: model, page, recipe, figures, card and a `predict.py` that needs Keras alone;
            `saved_model`; `onnx` and `tflite`, which need the extra `export`; `card`: a README.md.
        out: where to; in an existing folder it gets a name of its own. None: the run's folder.
        best: take the model of the best epoch instead of the last one.

    Raises:
        UserError: there is no such run, model or format; a package is missing; something lies at
            `out`, or nothing can be written there.
        RunFailure: the format cannot hold the model, or the outputs differ.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "origin": "code"})
        >>> keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)]).save("mine/model.keras")
        >>> export("mine", "saved_model").path
        PosixPath('mine/model_saved_model')
    """
    source = Source(_opened(run), best)
    if to == CARD:
        place = _free_place(source, "README.md", out)
        write_whole(place, model_card(source.run, best=best))
        return ExportedFile(place, source)
    form = format_named(to)
    source.check_file()
    form.check_packages()
    place = _free_place(source, form.place(source), out)

    # TensorFlow, no sooner; its start-up lines are held back by the first of the two.
    import suite.training  # noqa: F401
    from suite.lab.export.write_verified import write_verified

    return write_verified(source, form, place)


def _opened(run: Run | str | Path) -> Run:
    """The run itself, or the one in a folder.

    Raises:
        UserError: there is none.
    """
    if isinstance(run, Run):
        return run
    path = given_path(run)
    if is_sweep(path):
        raise UserError(f"{path}: is a sweep; export one of its runs, in {path / 'trials'}")
    return Run.open(path)


def _free_place(source: Source, name: str, out: str | Path | None) -> Path:
    """Where the export goes; nothing is there yet.

    Raises:
        UserError: something is, or it cannot be written there.
    """
    place = source.run.path / name if out is None else given_path(out)
    if out is not None and place.is_dir():
        place = place / name
    if os.path.lexists(place):
        raise UserError(f"{place}: is there already; remove it, or choose another with --out.")
    try:
        try_to_write(place.parent)
    except OSError as error:
        raise unwritable(place, error) from error
    return place
