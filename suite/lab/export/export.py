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
    """Export the trained model of a run.

    What is written takes any number of inputs at a time, computes what the model computes when it
    does not train, and has been asked for a hundred examples before it got its name: outputs that
    differ from the Keras model's by more than 1e-4 of the largest (1e-2 where the model computes in
    float16, 5e-2 in bfloat16), or another predicted class, leave nothing behind.

    Args:
        run: a run, or its folder.
        to: `zip`: model, page, recipe, figures, model card and a `predict.py` that needs Keras
            alone; `saved_model`: a folder for TensorFlow; `onnx`: for ONNX Runtime (needs the extra
            `export`); `tflite`: for LiteRT (needs it too); `card`: the model card alone.
        out: where to; in an existing folder it gets a name of its own. None: the run's folder.
        best: take the model of the best epoch instead of the last one.

    Returns:
        Where it is, and how it was compared.

    Raises:
        UserError: there is no such run, model or format; a package is missing; something lies at
            `out`, or nothing can be written there.
        RunFailure: the format cannot hold the model, or the outputs differ.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "origin": "code"})
        >>> keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)]).save("mine/model.keras")
        >>> print(export("mine", "saved_model").to_text())
        mine/model_saved_model: ... like model.keras on 100 drawn inputs ... (largest difference ...
    """
    if not isinstance(run, Run):
        if is_sweep(run):
            raise UserError(f"{run}: is a sweep; export one of its runs, in {Path(run) / 'trials'}")
        run = Run.open(given_path(run))
    source = Source(run, best)
    if to == CARD:
        place = _free_place(source, "README.md", out)
        write_whole(place, model_card(run, best=best))
        return ExportedFile(place, source)
    form = format_named(to)
    source.check_file()
    form.check_packages()
    place = _free_place(source, form.place(source), out)

    # TensorFlow, no sooner; its start-up lines are held back by the first of the two.
    import suite.training  # noqa: F401
    from suite.lab.export.write_verified import write_verified

    return write_verified(source, form, place)


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
