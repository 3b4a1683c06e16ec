"""Import TensorFlow without the start-up lines it writes past Python's logging."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

from suite.errors import UserError
from suite.screen import guarded, is_own_process, is_shown
from suite.training.process.permanent import permanent

# Written by native code before any log level takes effect, on every machine, whether or not
# something is wrong. Lines that match none of these are shown.
_NOISE = re.compile(
    r"All log messages before absl::InitializeLog"
    r"|^I\d{4} "
    r"|^\d{4}-\d\d-\d\d [\d:.]+: I "
    r"|^To enable the following instructions:"
    r"|^W\d{4} .* tf_tfl_flatbuffer_helpers"
    r"|^INFO: Created TensorFlow Lite"
    r"|^\s*$"
)
# A missing driver is worth a word only where there is a device that it should drive.
_NO_GPU_NOISE = re.compile(r"failed call to cuInit|cuda drivers|CUDA_ERROR_NO_DEVICE|GPU libraries")

# The files of Keras and of TensorFlow's own old Keras that read `keras.json`.
_READS_SETTINGS = ("keras/src/backend/config.py", "tensorflow/python/keras/backend.py")

# Set in the environment of a process that may be one of several workers.
_WORKER = {"TF_CONFIG", "SLURM_STEP_NODELIST"}


def import_tensorflow() -> None:
    """Import TensorFlow and Keras and list the devices; on a screen of the suite's, show only real
    warnings."""
    check_backend()
    if "tensorflow" in sys.modules:
        return
    is_worker = bool(_WORKER & os.environ.keys())
    # With workers, native code complains in the middle of a run of iterators and sums that
    # TensorFlow and Keras make by themselves. What matters comes as an exception.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3" if is_worker else "1")
    kept = permanent() if is_own_process() else contextlib.nullcontext()
    with kept, guarded(), filtered_stderr(), keras_settings_blamed():
        import tensorflow as tf

        # Device discovery writes as well, and would do so in the middle of the progress display.
        # A worker must meet the others first.
        if not is_worker:
            tf.config.list_logical_devices()
        import keras  # noqa: F401


def check_backend() -> None:
    """Have Keras compute by TensorFlow, if that can still be chosen.

    Raises:
        UserError: Keras computes by something else, or is told to.
    """
    keras = sys.modules.get("keras")
    backend = os.environ.get("KERAS_BACKEND") or "tensorflow"
    if keras is not None and hasattr(keras, "config"):
        backend = keras.config.backend()
    if backend != "tensorflow":
        raise UserError(
            f"Keras computes by {backend}, and the suite trains on TensorFlow: set KERAS_BACKEND "
            "to tensorflow, or unset it, before Keras is imported."
        )
    os.environ["KERAS_BACKEND"] = "tensorflow"  # stronger than keras.json


@contextlib.contextmanager
def keras_settings_blamed() -> Iterator[None]:
    """Around the import of TensorFlow and Keras, which read `keras.json`, and of matplotlib, which
    Keras imports.

    Raises:
        UserError: they cannot make sense of it, or of their environment variables.
    """
    try:
        yield
    except (AssertionError, AttributeError, TypeError, ValueError) as error:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        file = frame.f_code.co_filename.replace(os.sep, "/")
        if file.endswith("matplotlib/__init__.py") and "MPLBACKEND" in os.environ:
            backend = os.environ["MPLBACKEND"]
            raise UserError(
                f"MPLBACKEND={backend}: matplotlib has no such backend; unset it."
            ) from error
        if not file.endswith(_READS_SETTINGS):
            raise
        home = os.environ.get("KERAS_HOME") or "~/.keras"
        reason = f": {error}" if str(error) else ""
        raise UserError(
            f"Keras cannot be imported, since {home}/keras.json or a variable KERAS_* of the "
            f"environment holds what it does not know{reason}. Correct it, or remove it."
        ) from error


@contextlib.contextmanager
def filtered_stderr() -> Iterator[None]:
    """On a screen of the suite's, hold back what is written to file descriptor 2, then pass on the
    lines that matter. Descriptors of a process that has imported the suite are left alone.
    """
    try:
        original = os.dup(2) if is_shown() else None
    except OSError:  # a process without a standard error has nothing to keep clean
        original = None
    if original is None:
        yield
        return
    with tempfile.TemporaryFile() as held:
        sys.stderr.flush()
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(original, 2)
            os.close(original)
            held.seek(0)
            text = held.read().decode(errors="replace")
            sys.stderr.write("".join(line for line in text.splitlines(True) if not is_noise(line)))


def is_noise(line: str) -> bool:
    """Whether a line of native start-up output tells the user nothing."""
    if _NOISE.search(line):
        return True
    return bool(_NO_GPU_NOISE.search(line)) and not Path("/proc/driver/nvidia").exists()
