"""An export gets its name once it has said what the Keras model says."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten

import numpy as np
import tensorflow as tf

from suite.errors import RunFailure, UserError, one_line
from suite.lab.export.agreement import Agreement, Disagreement, compare, limit_of
from suite.lab.export.exported_file import ExportedFile
from suite.lab.export.formats import FORMATS, Format
from suite.lab.export.sample_inputs import SampleInputs, sample_inputs
from suite.lab.export.served import Served
from suite.lab.export.source import Source
from suite.runs.files.write_folder import write_folder_with
from suite.runs.files.write_whole import write_whole_with
from suite.training.process.keras_globals import standard_keras
from suite.training.process.quiet import filtered_stderr


def write_verified(source: Source, form: Format, path: Path) -> ExportedFile:
    """Write a model, compare what was written with it, and only then put it in its place.

    Args:
        source: the model.
        form: what is written.
        path: nothing is there; nothing will be there after an error.

    Raises:
        UserError: the model's file is damaged, or needs what is gone.
        RunFailure: it cannot be written, or says something else than the model.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.run import Run
        >>> directory = RunDirectory(Path("mine"))
        >>> directory.write_summary({"status": "finished", "origin": "code"})
        >>> keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)]).save("mine/model.keras")
        >>> form = FORMATS["saved_model"]
        >>> write_verified(Source(Run(directory)), form, Path("out")).compared
        'like model.keras on 100 drawn inputs (...) (largest difference ..., at most ...)'
    """
    agreements: list[Agreement] = []
    write_with = write_folder_with if form.is_folder else write_whole_with
    with standard_keras(), filtered_stderr(), _in_full_float32():
        served = Served(source.model)
        sample = sample_inputs(source.run, served)
        _check_finite(source, served, sample)

        def save(temporary: Path) -> None:
            with _failures_told(form, path):
                form.write(source, temporary)
                agreements.append(_asked(form, temporary, served, sample))

        write_with(path, save)
    (agreement,) = agreements
    compared = f"like {source.file.name} on {len(sample)} {sample.origin} ({agreement.to_text()})"
    return ExportedFile(path, source, compared)


@contextlib.contextmanager
def _in_full_float32() -> Iterator[None]:
    """A GPU rounds the factors of products to 10 bits, and no processor that serves does."""
    settings = tf.config.experimental
    before = settings.tensor_float_32_execution_enabled()
    settings.enable_tensor_float_32_execution(False)
    try:
        yield
    finally:
        settings.enable_tensor_float_32_execution(before)


def _check_finite(source: Source, served: Served, sample: SampleInputs) -> None:
    """Refuse a model that nothing can be compared with.

    Raises:
        RunFailure: its outputs are no numbers.
    """
    for batch in sample.batches():
        for name, found in served.outputs(batch).items():
            if not np.isfinite(np.asarray(found, np.float64)).all():
                raise RunFailure(
                    f"{source.file}: its outputs ({name}) are no numbers, so that there is nothing "
                    f"to export; `python -m suite doctor {source.run.path}` says why."
                )


@contextlib.contextmanager
def _failures_told(form: Format, path: Path) -> Iterator[None]:
    """Whatever keeps a model from being written becomes a sentence, but for a full disk.

    Raises:
        RunFailure: in place of what the converters of others raise.
    """
    try:
        yield
    except (UserError, RunFailure, OSError):
        raise
    except Disagreement as error:
        raise RunFailure(f"{path}: is not written: {error}. {_remedy(form)}") from error
    except Exception as error:
        cause = shorten(one_line(error), 300, placeholder=" ...")
        raise RunFailure(
            f"{path}: is not written: {_name(form)} does not take this model "
            f"({type(error).__name__}: {cause}). {_remedy(form)}"
        ) from error


def _asked(form: Format, path: Path, served: Served, sample: SampleInputs) -> Agreement:
    """Ask the model and what was written of it for the same examples.

    Raises:
        Disagreement: they do not say the same.
    """
    share = limit_of(served.model._flatten_layers(include_self=False))
    ask = form.opened(path, served.output_names)
    found = [
        compare(served.outputs(batch), ask(batch), share)
        for batch in ([dict(sample.arrays)] if form.at_once else sample.batches())
    ]
    return max(found, key=lambda one: one.difference / one.limit)


def _name(form: Format) -> str:
    return next(name for name, one in FORMATS.items() if one is form)


def _remedy(form: Format) -> str:
    if _name(form) == "saved_model":
        return "Use model.keras itself; nothing was left behind."
    return "Use `--to saved_model`, which runs the very operations of the model."
