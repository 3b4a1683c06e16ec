"""Which attributes of a callback are its state."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

# What the loop and Keras set anew.
_GIVEN = {"model", "_model", "params", "_params", "batches", "probe_set"}
_GIVEN |= {"_accumulators", "_follows_length"}
_CONTAINERS = (list, dict, set, deque, bytearray, np.ndarray)
# What a stock callback holds beside its state: its arguments, and what it makes of them, of the
# model, or when training begins. MonitorCallback turns the sign of `min_delta` in place: to set it
# once more would turn it twice.
STOCK: dict[str, set[str]] = {
    "BackupAndRestore": {
        "save_freq",
        "double_checkpoint",
        "delete_checkpoint",
        "backup_dir",
        "_weights_path",
        "_training_metadata_path",
        "_prev_weights_path",
        "_prev_training_metadata_path",
    },
    "CallbackList": set(),
    "CSVLogger": {"sep", "filename", "append", "append_header", "csv_file", "writer"},
    "EarlyStopping": {
        "patience",
        "verbose",
        "baseline",
        "restore_best_weights",
        "start_from_epoch",
    },
    "History": set(),
    "LambdaCallback": set(),
    "LearningRateScheduler": {"schedule", "verbose"},
    "ModelCheckpoint": {
        "verbose",
        "filepath",
        "save_best_only",
        "save_weights_only",
        "save_freq",
    },
    "MonitorCallback": {"monitor", "mode", "min_delta", "monitor_op"},
    "OrbaxCheckpoint": {
        "directory",
        "verbose",
        "save_best_only",
        "save_freq",
        "max_to_keep",
        "save_on_background",
        "save_weights_only",
        "checkpointer",
        "_async_futures",
        "_multihost_initialized",
    },
    "ProgbarLogger": {"progbar", "target", "verbose", "epochs", "_called_in_fit"},
    "ReduceLROnPlateau": {"factor", "min_lr", "patience", "verbose", "cooldown"},
    "RemoteMonitor": {"root", "path", "field", "headers", "send_as_json"},
    "SwapEMAWeights": {"swap_on_epoch"},
    "TensorBoard": {
        "log_dir",
        "histogram_freq",
        "write_graph",
        "write_images",
        "write_steps_per_second",
        "update_freq",
        "embeddings_freq",
        "embeddings_metadata",
        "_start_batch",
        "_stop_batch",
        "_batch_start_time",
        "_epoch_start_time",
        "_summary_module",
        "_writers",
        "_prev_summary_state",
        "_profiler_started",
        "_batch_trace_context",
        "_is_tracing",
        "_should_trace",
        "_log_write_dir",
        "_train_dir",
        "_val_dir",
        "_should_write_train_graph",
    },
    "TerminateOnNaN": {"raise_error"},
}


def attributes(owner: keras.callbacks.Callback) -> dict[str, Any]:
    """The attributes of a callback that may be its state, by name.

    Example:
        >>> callback = keras.callbacks.EarlyStopping(patience=3)
        >>> callback.wait = 2
        >>> attributes(callback)["wait"], "patience" in attributes(callback)
        (2, False)
    """
    left_out = _GIVEN.union(*(STOCK[name] for name in stock_bases(type(owner))))
    found = {**held_by_class(type(owner)), **held(owner)}
    return {name: value for name, value in found.items() if name not in left_out}


def set_attributes(owner: keras.callbacks.Callback, state: Mapping[str, Any]) -> None:
    """Give a callback attributes that `attributes` gave.

    Example:
        >>> callback = keras.callbacks.EarlyStopping()
        >>> set_attributes(callback, {"wait": 2})
        >>> callback.wait
        2
    """
    for name, value in state.items():
        setattr(owner, name, value)


def stock_bases(kind: type) -> list[str]:
    """The stock callbacks that a class is, or derives from."""
    stock = [one for one in kind.__mro__ if one.__module__.startswith("keras.src.callbacks")]
    return [one.__name__ for one in stock if one.__name__ in STOCK]


def held_by_class(kind: type) -> dict[str, Any]:
    """Containers in the bodies of the user's own classes, which `self.rows.append` changes too.

    Example:
        >>> own = {"rows": [1, 2], "most": 3, "__module__": "mine"}
        >>> held_by_class(type("Own", (keras.callbacks.Callback,), own))
        {'rows': [1, 2]}
    """
    own = [one for one in reversed(kind.__mro__) if not _is_library(one)]
    return {
        name: value
        for one in own
        for name, value in vars(one).items()
        if isinstance(value, _CONTAINERS) and not name.startswith("__")
    }


def _is_library(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in ("keras", "suite", "builtins")


def held(owner: object) -> dict[str, Any]:
    """All attributes of an object, those in slots too."""
    slots = [name for kind in type(owner).__mro__ for name in vars(kind).get("__slots__", ())]
    found = {name: getattr(owner, name) for name in slots if hasattr(owner, name)}
    return {**found, **getattr(owner, "__dict__", {})}
