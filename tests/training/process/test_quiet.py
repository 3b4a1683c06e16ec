"""The start-up lines of native code: which are noise, and where they are held back."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import types

import pytest

from suite import screen
from suite.errors import UserError
from suite.training.process import quiet

NOISE = [
    "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n",
    "I0000 00:00:1795874595.206031   13090 port.cc:153] oneDNN custom operations are on.\n",
    "I1128 14:04:11.206353   13090 cudart_stub.cc:31] Could not find cuda drivers\n",
    "2026-11-28 14:04:11.260620: I tensorflow/core/platform/cpu_feature_guard.cc:227] This is\n",
    "To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow\n",
    "\n",
    "   \t\n",
]
WORDS = [
    "W0000 00:00:1795874595.206031   13090 gpu_device.cc:2341] Cannot dlopen some libraries\n",
    "E0000 00:00:1795874595.206031   13090 cuda_dnn.cc:579] Loaded runtime CuDNN is too old\n",
    "2026-11-28 14:04:11.260620: W tensorflow/core/framework/op_kernel.cc:1844] OP_REQUIRES\n",
    "Traceback (most recent call last):\n",
    "I think that this is a sentence\n",
    "a line that speaks of I0000 00:00 in its midst\n",
]
NO_DRIVER = [
    "E0000 00:00:1.2 3 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error\n",
    "W0000 00:00:1.2 3 gpu_device.cc:1] Could not find cuda drivers on your machine\n",
    "E0000 00:00:1.2 3 cuda_driver.cc:1] CUDA_ERROR_NO_DEVICE: no CUDA-capable device\n",
    "W0000 00:00:1.2 3 gpu_device.cc:1] Cannot dlopen some GPU libraries\n",
]


@pytest.mark.parametrize("line", NOISE)
def test_what_every_machine_writes_is_noise(line):
    assert quiet.is_noise(line)


@pytest.mark.parametrize("line", WORDS)
def test_all_else_is_shown(line):
    assert not quiet.is_noise(line)


@pytest.mark.parametrize("has_device", [False, True])
@pytest.mark.parametrize("line", NO_DRIVER)
def test_a_missing_driver_is_noise_where_there_is_no_device(line, has_device, monkeypatch):
    monkeypatch.setattr(quiet.Path, "exists", lambda path: has_device)
    assert quiet.is_noise(line) is not has_device


@contextlib.contextmanager
def filtered(monkeypatch):
    """In a process of the suite's own. pytest sets the stream anew between fixture and test."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", screen.Screen(sys.stderr, is_own=True))
        with quiet.filtered_stderr():
            yield


def speak() -> None:
    """As native code does."""
    os.write(2, b"I0000 00:00:1.2 3 port.cc:153] oneDNN\nW0000 a word\n")


def test_the_suites_own_screen_is_kept_clean(monkeypatch, capfd):
    with filtered(monkeypatch):
        speak()
        assert capfd.readouterr().err == ""
    assert capfd.readouterr().err == "W0000 a word\n"


def test_the_lines_that_matter_are_shown_when_the_block_fails(monkeypatch, capfd):
    def fail():
        speak()
        raise KeyError

    with pytest.raises(KeyError), filtered(monkeypatch):
        fail()
    assert capfd.readouterr().err == "W0000 a word\n"


def test_the_descriptors_of_others_are_left_alone(capfd, monkeypatch):
    def refuse(*arguments):
        raise AssertionError(arguments)

    with monkeypatch.context() as patched:
        patched.setattr(os, "dup", refuse)
        patched.setattr(os, "dup2", refuse)
        with quiet.filtered_stderr():
            speak()
    assert capfd.readouterr().err.count("\n") == 2


def test_a_process_without_a_standard_error_goes_on(monkeypatch):
    def fails(number):
        raise OSError("bad file descriptor")

    monkeypatch.setattr(os, "dup", fails)
    done = []
    with filtered(monkeypatch):
        done.append(True)
    assert done


@pytest.mark.parametrize(
    ("shell", "found"),
    [
        (None, False),
        (types.SimpleNamespace(), False),
        (types.SimpleNamespace(kernel=object()), True),
    ],
)
def test_a_cell_of_a_notebook_is_a_screen_of_the_suites(shell, found, monkeypatch):
    module = types.SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", module)
    assert screen.in_notebook() is found
    assert screen.is_shown() is found


def test_no_ipython_is_no_notebook(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not screen.in_notebook()


@pytest.fixture
def environment(monkeypatch):
    for name in ("KERAS_BACKEND", "MPLBACKEND", "KERAS_HOME"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def imported(backend: str) -> types.SimpleNamespace:
    return types.SimpleNamespace(config=types.SimpleNamespace(backend=lambda: backend))


@pytest.mark.parametrize("wanted", [None, "", "tensorflow"])
def test_tensorflow_is_chosen_where_it_can_be(wanted, environment):
    environment.delitem(sys.modules, "keras")
    if wanted is not None:
        environment.setenv("KERAS_BACKEND", wanted)
    quiet.check_backend()
    assert os.environ["KERAS_BACKEND"] == "tensorflow"


@pytest.mark.parametrize(
    ("keras", "wanted"), [(None, "torch"), ("torch", None), ("torch", "tensorflow")]
)
def test_another_backend_is_refused(keras, wanted, environment):
    environment.delitem(sys.modules, "keras")
    if keras is not None:
        environment.setitem(sys.modules, "keras", imported(keras))
    if wanted is not None:
        environment.setenv("KERAS_BACKEND", wanted)
    with pytest.raises(UserError) as refusal:
        quiet.check_backend()
    assert str(refusal.value) == (
        "Keras computes by torch, and the suite trains on TensorFlow: set KERAS_BACKEND to "
        "tensorflow, or unset it, before Keras is imported."
    )


def raised_in(file: str, error: Exception) -> None:
    """Raise an error in a file of that name."""
    exec(compile("raise error", file, "exec"), {"error": error})


READERS = ["site/keras/src/backend/config.py", "site/tensorflow/python/keras/backend.py"]


@pytest.mark.parametrize("file", READERS)
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("floatx: 7"), ": floatx: 7"),
        (AssertionError(), ""),
        (TypeError("a list"), ": a list"),
        (AttributeError("no get"), ": no get"),
    ],
)
def test_a_wrong_keras_json_is_blamed(file, error, reason, environment):
    with pytest.raises(UserError) as refusal, quiet.keras_settings_blamed():
        raised_in(file, error)
    assert str(refusal.value) == (
        "Keras cannot be imported, since ~/.keras/keras.json or a variable KERAS_* of the "
        f"environment holds what it does not know{reason}. Correct it, or remove it."
    )
    assert refusal.value.__cause__ is error


def test_the_place_of_the_settings_is_named(environment):
    environment.setenv("KERAS_HOME", "/there")
    there = pytest.raises(UserError, match=r"since /there/keras\.json or")
    with there, quiet.keras_settings_blamed():
        raised_in(READERS[0], ValueError())


def test_a_backend_that_matplotlib_lacks_is_blamed(environment):
    environment.setenv("MPLBACKEND", "nope")
    with pytest.raises(UserError) as refusal, quiet.keras_settings_blamed():
        raised_in("site/matplotlib/__init__.py", ValueError("not a backend"))
    assert str(refusal.value) == "MPLBACKEND=nope: matplotlib has no such backend; unset it."


@pytest.mark.parametrize(
    ("file", "error"),
    [
        ("site/matplotlib/__init__.py", ValueError("without the variable")),
        ("site/numpy/__init__.py", ValueError("another library")),
        (READERS[0], ImportError("of a kind that no setting makes")),
    ],
)
def test_another_error_stays_what_it_is(file, error, environment):
    with pytest.raises(type(error)) as raised, quiet.keras_settings_blamed():
        raised_in(file, error)
    assert raised.value is error


IMPORT = """
import os

def refuse(*arguments):
    raise AssertionError(arguments)

os.dup2 = refuse
import suite.training
"""


@pytest.mark.slow
def test_no_import_redirects_a_descriptor():
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True)
    assert "AssertionError" not in done.stderr
    assert done.returncode == 0
