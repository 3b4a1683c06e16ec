"""A run without data: an optimizer finds its way down an analytic surface."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.errors import UserError
from suite.recipe import SurfaceRecipe
from suite.runs import RunDirectory
from suite.runs.environment import describe_environment
from suite.runs.page.run_page import leave_page
from suite.runs.pictures.surface_files import draw_path, write_path
from suite.runs.run import Run
from suite.screen import say
from suite.training.assembly.clock import Clock
from suite.training.assembly.compilation import build_optimizer
from suite.training.assembly.parts import Parts
from suite.training.full_batch.full_batch import is_full_batch
from suite.training.full_batch.surface_objective import (
    Point,
    Surface,
    SurfaceObjective,
    walk_by_iterations,
)
from suite.training.process.process import process_settings
from suite.training.replicas.strategy import describe_devices

# Points along each side of the grid whose contours are drawn.
GRID = 201


def run_surface(
    recipe: SurfaceRecipe,
    out: str | Path | None = None,
    *,
    resume: bool = False,
    page: bool = True,
) -> Run:
    """Let a recipe's optimizer walk over its surface, and leave the path in a run directory.

        p(t + 1) = optimizer(p(t), df/dp),    p(0) = start

    for `training.steps` steps; L-BFGS and Newton ask for f as often as their line search needs. It
    leaves recipe.yaml, path.csv, path.png, summary.json and report.html.

    Args:
        recipe: names its surface.
        out: the run directory; `runs/<recipe>/<time>-<id>` by default.
        resume: not possible; the whole takes seconds.
        page: whether to leave `report.html`.

    Raises:
        UserError: an argument is wrong, or the directory cannot be used; nothing was written.
    """
    if resume:
        raise UserError(f"{out}: a run over a surface is not resumed; start a new one.")
    directory = RunDirectory.plan(None if out is None else Path(out), recipe.name)
    start = time.perf_counter()
    with process_settings(recipe.seed, "float32", recipe.training.determinism):
        parts = Parts.of(recipe)
        surface = parts.build("surfaces", recipe.surface, ("surface",))
        # A step is what would be an epoch elsewhere: there is no data to go through.
        clock = Clock(steps_per_epoch=1, epochs=recipe.steps)
        optimizer = build_optimizer(parts, clock)
        path = walk(surface, optimizer, recipe.steps)
        grid = _heights(surface)
    directory.make()
    _write(directory, recipe, surface, path, grid, time.perf_counter() - start)
    if page:
        leave_page(directory, say)
    return Run(directory)


def _write(
    directory: RunDirectory,
    recipe: SurfaceRecipe,
    surface: Surface,
    path: np.ndarray,
    grid: np.ndarray,
    seconds: float,
) -> None:
    """All files but the page."""
    directory.write_recipe(recipe.to_yaml())
    write_path(directory.path / "path.csv", path)
    picture = directory.path / "path.png"
    draw_path(picture, path, grid, surface.window, surface.minima, recipe.name)
    directory.write_summary(_summary(recipe, path, surface.minima, seconds))


def _summary(
    recipe: SurfaceRecipe, path: np.ndarray, minima: tuple[Point, ...], seconds: float
) -> dict[str, Any]:
    devices, determinism = describe_devices(), recipe.training.determinism
    return {
        "status": "finished",
        "recipe": recipe.name,
        "metrics": {"value": path[-1, 2], "distance": distance(path[-1, :2], minima)},
        "surface": recipe.surface.kind,
        "steps": recipe.steps,
        "seconds": round(seconds, 3),
        **describe_environment(accelerators=devices, determinism=determinism),
    }


def walk(surface: Surface, optimizer: keras.optimizers.Optimizer, steps: int) -> np.ndarray:
    """The path, a row (x, y, f) before the first step and after each; shape (steps + 1, 3).

    The last row is what the optimizer leaves: one that averages puts the average in place then.
    """
    point = keras.Variable(np.array(surface.start, "float32"), name="point")
    optimizer.build([point])
    if is_full_batch(optimizer):
        return walk_by_iterations(SurfaceObjective(surface, point), optimizer, steps)

    def here() -> tf.Tensor:
        x, y = point[0], point[1]
        return tf.stack([x, y, surface(x, y)])

    @tf.function(autograph=False)
    def rows() -> tf.Tensor:
        def take_one(step: tf.Tensor, array: tf.TensorArray) -> Any:
            with tf.GradientTape() as tape:
                row = here()
                value = optimizer.scale_loss(row[2])
            array = array.write(step, row)
            optimizer.apply([tape.gradient(value, point.value)], [point])
            return step + 1, array

        array = tf.TensorArray(tf.float32, steps)
        _, array = tf.while_loop(
            lambda step, array: step < steps, take_one, (tf.constant(0), array)
        )
        return array.stack()

    # Called as it was traced: one walk after another is no retracing to be warned of.
    path = rows.get_concrete_function()()
    optimizer.finalize_variable_values([point])
    return np.vstack([path, here()]).astype(float)


def _heights(surface: Surface) -> np.ndarray:
    """The surface over its window, a row for each y; shape (GRID, GRID)."""
    sides = [np.linspace(low, high, GRID, dtype="float32") for low, high in surface.window]
    x, y = np.meshgrid(*sides)
    return np.asarray(keras.ops.convert_to_numpy(surface(x, y)), float)


def distance(point: np.ndarray, minima: tuple[Point, ...]) -> float:
    """From a point to the nearest minimum."""
    return float(np.linalg.norm(np.subtract(minima, point), axis=1).min())
