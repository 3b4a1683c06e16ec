"""The settings of Keras and TensorFlow that hold for a whole process and change results.

They come from `keras.json`, from the environment, or from whoever used the process before. A recipe
says all that its results depend on, so that during a run they are what Keras has by default.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
import tensorflow as tf
from keras.src.saving.serialization_lib import in_safe_mode


class _Setting(NamedTuple):
    """A setting: how it is read and set, and what it is during a run.

    Args:
        read: gives the present value.
        write: takes a value that `read` gave.
        value: during a run, made of the value before.
    """

    read: Callable[[], Any]
    write: Callable[[Any], object]
    value: Callable[[Any], Any]


@contextlib.contextmanager
def standard_keras() -> Iterator[None]:
    """While the block runs, the settings are those of a run; then they are as before."""
    before = {name: setting.read() for name, setting in SETTINGS.items()}
    # Some are forgotten by it; layer names must not depend on earlier models.
    keras.utils.clear_session(free_memory=False)
    try:
        for name, setting in SETTINGS.items():
            put(setting, setting.value(before[name]))
        yield
    finally:
        for name, setting in SETTINGS.items():
            put(setting, before[name])


def put(setting: _Setting, value: Any) -> None:
    if setting.read() != value:
        setting.write(value)


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda before: value


def _kept(before: Any) -> Any:
    """What is only shown otherwise, the user may choose."""
    return before


def _switch(on: Callable[[], object], off: Callable[[], object]) -> Callable[[bool], object]:
    return lambda value: on() if value else off()


def _set_safe(safe: bool) -> None:
    if not safe:
        keras.config.enable_unsafe_deserialization()  # `clear_session` makes it safe


config = keras.config
SETTINGS = {
    "floatx": _Setting(config.floatx, config.set_floatx, _always("float32")),
    "epsilon": _Setting(config.epsilon, config.set_epsilon, _always(1e-7)),
    "image_data_format": _Setting(
        config.image_data_format, config.set_image_data_format, _always("channels_last")
    ),
    "dtype_policy": _Setting(
        config.dtype_policy,
        config.set_dtype_policy,
        lambda before: keras.dtype_policies.DTypePolicy("float32"),
    ),
    "max_epochs": _Setting(config.max_epochs, config.set_max_epochs, _always(None)),
    "max_steps_per_epoch": _Setting(
        config.max_steps_per_epoch, config.set_max_steps_per_epoch, _always(None)
    ),
    "flash_attention": _Setting(
        lambda: config.is_flash_attention_enabled() is not False,
        _switch(config.enable_flash_attention, config.disable_flash_attention),
        _always(True),
    ),
    "safe_deserialization": _Setting(lambda: in_safe_mode() is not False, _set_safe, _always(True)),
    "interactive_logging": _Setting(
        config.is_interactive_logging_enabled,
        _switch(config.enable_interactive_logging, config.disable_interactive_logging),
        _kept,
    ),
    "traceback_filtering": _Setting(
        config.is_traceback_filtering_enabled,
        _switch(config.enable_traceback_filtering, config.disable_traceback_filtering),
        _kept,
    ),
    "run_functions_eagerly": _Setting(
        tf.config.functions_run_eagerly, tf.config.run_functions_eagerly, _always(False)
    ),
    "jit": _Setting(
        lambda: bool(tf.config.optimizer.get_jit()), tf.config.optimizer.set_jit, _always(False)
    ),
}
