"""A run of ResNet-20 over 200 epochs with every diagnostic, whose values follow closed forms."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suite.runs import History, RunDirectory

EPOCHS, STEPS_PER_EPOCH = 200, 391
EVERY = 100
BLOCKS = [(stage, block) for stage in (1, 2, 3) for block in (1, 2, 3)]
PLACES = [f"stage{stage}_block{block}" for stage, block in BLOCKS]
CONVOLUTIONS = ["stem_conv", *(f"{at}_conv{n}" for at in PLACES for n in (1, 2))]
KERNELS = [*CONVOLUTIONS, "logits"]
NORMS = ["stem_norm", *(f"{at}_norm{n}" for at in PLACES for n in (1, 2))]
ACTIVATIONS = ["stem_activation", *(f"{at}_activation{n}" for at in PLACES for n in (1, 2))]


def long_run(path: Path) -> RunDirectory:
    """Write the run."""
    directory = RunDirectory(path)
    directory.write_recipe("model: {kind: resnet, depth: 20}\ndata: {kind: cifar10}\n")
    directory.write_setup(_setup())
    rows = [_row(epoch) for epoch in range(1, EPOCHS + 1)]
    History(rows).write(directory.history_csv)
    with directory.diagnostics_jsonl.open("w") as file:
        for step, names in _reports():
            for name in names:
                line = {"step": step, "diagnostic": name, "values": _MEASURED[name](step)}
                file.write(json.dumps(line) + "\n")
    directory.write_findings(_findings())
    directory.write_summary(
        {
            "status": "finished",
            "recipe": "resnet20-cifar10",
            "metrics": {"test_accuracy": 0.9263, "test_loss": 0.31},
            "parameters": {"trainable": 272474, "total": 273850},
            "classes": [f"class {number}" for number in range(10)],
            "seed": 0,
            "seconds": 7425.0,
            "epochs": EPOCHS,
            "steps": EPOCHS * STEPS_PER_EPOCH,
        }
    )
    return directory


def _reports() -> Iterator[tuple[int, list[str]]]:
    """Every so many steps, and at the end of each epoch."""
    ends = {epoch * STEPS_PER_EPOCH for epoch in range(1, EPOCHS + 1)}
    for step in sorted({*range(EVERY, max(ends) + 1, EVERY), *ends}):
        yield step, list(_MEASURED)


def _wave(step: int, place: int, size: float = 1.0) -> float:
    """A figure that falls over time, from layer to layer, and swings a little."""
    fall = math.exp(-step / 40000 - place / 12)
    return size * fall * (1 + 0.3 * math.sin(step / 900 + place))


def _layers(names: list[str], size: float, prefix: str = "") -> Any:
    def measured(step: int) -> dict[str, float]:
        return {f"{prefix}{name}": _wave(step, place, size) for place, name in enumerate(names)}

    return measured


def _lists(names: list[str], length: int, prefix: str, end: str = "") -> Any:
    def measured(step: int) -> dict[str, list[float]]:
        return {
            f"{prefix}{name}{end}": [_wave(step, place + n, 0.2) for n in range(length)]
            for place, name in enumerate(names)
        }

    return measured


def _all(*parts: Any) -> Any:
    def measured(step: int) -> dict[str, Any]:
        return {name: value for part in parts for name, value in part(step).items()}

    return measured


def _scalars(*names: str) -> Any:
    return _layers(list(names), 2.0)


def _norms(step: int) -> dict[str, Any]:
    steps = list(range(step - 99, step + 1))
    return {"steps": steps, "norms": [_wave(one, 0, 3.0) for one in steps]}


_MEASURED: dict[str, Any] = {
    "activation_stats": _all(
        _layers(ACTIVATIONS, 0.5, "mean/"),
        _layers(ACTIVATIONS, 1.0, "std/"),
        _layers(ACTIVATIONS, 0.4, "near_zero/"),
        _lists(ACTIVATIONS, 40, "histogram/"),
    ),
    "batchnorm_stats": _all(
        _scalars("samples", "smallest_variance"),
        _layers(NORMS, 0.1, "d_mu/"),
        _layers(NORMS, 0.1, "d_var/"),
        _lists(NORMS, 32, "gamma/"),
        _lists(NORMS, 32, "beta/"),
    ),
    "dead_neurons": _all(_layers(ACTIVATIONS, 0.3), _lists(ACTIVATIONS, 32, "active/")),
    "distance_from_start": _layers(KERNELS, 5.0),
    "distinct_units": _all(_layers(ACTIVATIONS, 16.0), _layers(ACTIVATIONS, 1.0, "share/")),
    "finite": _scalars("non_finite"),
    "gradient_histogram": _all(
        lambda step: {"edges": [10.0**n for n in range(-12, 5)]}, _lists(KERNELS, 16, "")
    ),
    "gradient_norm": _all(_scalars("mean", "max", "last", "rms"), _layers(KERNELS, 3.0), _norms),
    "input_drift": _all(_layers(CONVOLUTIONS, 0.2), _layers(CONVOLUTIONS, 0.1, "spread/")),
    "learning_rate": _all(_scalars("rate"), _layers(KERNELS, 0.1)),
    "loss_curve": _scalars("average", "median"),
    "noise_scale": _scalars("scale", "gradient", "covariance"),
    "same_sign_gradients": _all(_layers(KERNELS, 0.2), _layers(KERNELS, 0.4, "agreement/")),
    "sharpness": _scalars("sharpness", "eigenvalue", "loss"),
    "update_ratio": _all(_scalars("max"), _layers(KERNELS, 0.01)),
    "weight_stats": _all(_layers(KERNELS, 5.0), _lists(KERNELS, 5, "", "/stats")),
    "zero_weights": _all(_layers(KERNELS, 0.1), _layers(KERNELS, 0.2, "near/")),
}


def _row(epoch: int) -> dict[str, float]:
    loss = 2.3 * math.exp(-epoch / 35) + 0.002
    row = {
        "epoch": epoch,
        "step": epoch * STEPS_PER_EPOCH,
        "loss": loss,
        "accuracy": 1 - 0.9 * math.exp(-epoch / 40),
        "val_loss": loss + 0.1 + epoch / 2000,
        "val_accuracy": 0.925 - 0.8 * math.exp(-epoch / 30),
        "learning_rate": 0.05 * (1 + math.cos(math.pi * epoch / EPOCHS)),
        "seconds": 37.0,
        "images_per_second": 1056.0,
    }
    return row | {f"gradient_norm/{name}": _wave(row["step"], n) for n, name in enumerate(KERNELS)}


def _findings() -> list[dict[str, Any]]:
    return [
        {
            "diagnostic": ("dead_neurons", "update_ratio", "batchnorm_stats")[number % 3],
            "text": f"26% of `{layer}` is dead: 8 of its 32 relu units no longer fire.",
            "severity": ("note", "warning")[number % 2],
            "layer": layer,
            "step": 1000 * number,
            "figure": 0.26,
            "limit": 0.25,
            "topic": "activations/dying-relu",
            "edit": None,
        }
        for number, layer in enumerate(ACTIVATIONS)
    ]


def _setup() -> dict[str, Any]:
    layers = [
        {"name": "input", "kind": "input_layer", "inputs": [], "output_shape": [None, 32, 32, 3]}
    ]
    for conv, norm, activation in zip(CONVOLUTIONS, NORMS, ACTIVATIONS, strict=True):
        for name, kind in (
            (conv, "conv2d"),
            (norm, "batch_normalization"),
            (activation, "activation"),
        ):
            layers.append(
                {
                    "name": name,
                    "kind": kind,
                    "parameters": 9 * 32 * 32 if kind == "conv2d" else 0,
                    "inputs": [layers[-1]["name"]],
                    "output_shape": [None, 16, 16, 32],
                }
            )
    return {
        "layers": layers,
        "optimizer": {"kind": "sgd", "class": "SGD"},
        "targets": "classes",
        "classes": 10,
        "samples": 50000,
        "validation_samples": 5000,
        "batch_size": 128,
        "epochs": EPOCHS,
        "origin": "recipe",
    }
