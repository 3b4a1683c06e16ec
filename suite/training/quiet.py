"""Import TensorFlow without the start-up lines it writes past Python's logging."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Written by native code before any log level takes effect, on every machine, whether or not
# something is wrong. Lines that match none of these are shown.
_NOISE = re.compile(
    r"All log messages before absl::InitializeLog"
    r"|^I\d{4} "
    r"|^\d{4}-\d\d-\d\d [\d:.]+: I "
    r"|^To enable the following instructions:"
    r"|^\s*$"
)
# A missing driver is worth a word only where there is a device that it should drive.
_NO_GPU_NOISE = re.compile(r"failed call to cuInit|cuda drivers|CUDA_ERROR_NO_DEVICE|GPU libraries")

# Set in the environment of a process that may be one of several workers.
_WORKER = {"TF_CONFIG", "SLURM_STEP_NODELIST"}


def import_tensorflow() -> None:
    """Import TensorFlow and Keras, list the devices, and show only real warnings."""
    if "tensorflow" in sys.modules:
        return
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    is_worker = bool(_WORKER & os.environ.keys())
    # With workers, native code complains in the middle of a run of iterators and sums that
    # TensorFlow and Keras make by themselves. What matters comes as an exception.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3" if is_worker else "1")
    with filtered_stderr():
        import tensorflow as tf

        # Device discovery writes as well, and would do so in the middle of the progress display.
        # A worker must meet the others first.
        if not is_worker:
            tf.config.list_logical_devices()
        import keras  # noqa: F401


@contextlib.contextmanager
def filtered_stderr() -> Iterator[None]:
    """Hold back what is written to file descriptor 2, then pass on the lines that matter."""
    try:
        original = os.dup(2)
    except OSError:  # a process without a standard error has nothing to keep clean
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
