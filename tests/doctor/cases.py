"""Findings and histories as runs leave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suite.doctor.case import Case


def finding(diagnostic: str, topic: str | None = None, step: int | None = None, **more: Any):
    """A warning; `more` overrides the other fields."""
    return {
        "diagnostic": diagnostic,
        "severity": "warning",
        "layer": None,
        "step": step,
        "figure": 1.0,
        "limit": 0.5,
        "topic": topic,
        "text": f"{diagnostic} speaks.",
        "edit": None,
        **more,
    }


def history(accuracy: float, validation: float | None = None, **more: float) -> list[dict]:
    """Eight settled epochs of 20 steps."""
    validation = accuracy if validation is None else validation
    return [
        {"epoch": epoch, "step": 20 * epoch, "accuracy": accuracy, "val_accuracy": validation}
        | {"learning_rate": 0.1, **more}
        for epoch in range(1, 9)
    ]


SUMMARY: Mapping[str, Any] = {"status": "finished", "steps": 160, "classes": list("0123456789")}
STUCK = finding("loss_curve", "practice/babysitting", 60)
FAST = finding("update_ratio", "optim/learning-rate", 9, severity="error", figure=0.5, limit=0.1)
DEAD = finding("dead_neurons", "activations/dying-relu", 10)


def case(findings=(), rows=(), summary=None, setup=None, examination=None, **recipe: Any) -> Case:
    """A run of ten classes that has ended, with these blocks of a recipe."""
    given = {**SUMMARY, "steps": rows[-1].get("step", 0) if rows else 0, **(summary or {})}
    return Case(list(findings), rows, recipe, given, setup or {}, examination or {})


def dense(name: str, units: int = 8, inputs: str = "", **more: Any) -> dict[str, Any]:
    """A dense layer as `setup.json` has it; `more` overrides."""
    return {
        "name": name,
        "kind": "dense",
        "activation": "relu",
        "units": units,
        "parameters": 72,
        "trainable": True,
        "inputs": [inputs] if inputs else [],
        "l1": 0.0,
        "l2": 0.0,
        "bias_l2": 0.0,
        "activity_l1": 0.0,
        "activity_l2": 0.0,
        **more,
    }


def net(*layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The setup of layers in a row, each the input of the next one; `more` beside them."""
    first = {"name": "x", "kind": "input_layer", "activation": None, "inputs": []}
    chain = [first]
    for layer in layers:
        chain.append({**layer, "inputs": [chain[-1]["name"]]})
    return {"layers": chain, "origin": "recipe", **more}


POOR, FAIR = history(0.3), history(0.95)
