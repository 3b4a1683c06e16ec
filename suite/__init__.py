"""A training suite for Keras 3: recipes, our own loop, diagnostics from inside the step.

    recipe = suite.load("quickstart", "optimizer.learning_rate=0.01")
    run = suite.run(recipe)
    history = suite.fit(model, (x, y), validation_data=(x_val, y_val), epochs=5)
    suite.diagnose(history)    # what went wrong; None where nothing did
    suite.compare("runs")      # what runs differ in, and which came out best
    suite.export(run, "onnx")  # the trained model for others, compared with it
    suite.graph("f = x * y; x = 3; y = -4")    # values forward, gradients backward, gate by gate
    suite.study("init/zeros")  # an experiment of the lectures, with its verdicts
    suite.grade("activations/dying-relu", "optimizer.learning_rate=0.1")    # is it enough?

Names are imported at their first use, so that `import suite` loads neither TensorFlow nor Keras.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from suite.for_keras import tell_keras
from suite.lazy_names import import_at_first_use
from suite.package import VERSION

if TYPE_CHECKING:
    from suite.diagnostics import Diagnostic, Finding, Step
    from suite.errors import RunFailure, UserError
    from suite.graph.graph import graph
    from suite.lab.export.export import export
    from suite.lab.run import run
    from suite.recipe import Recipe, RecipeError, load
    from suite.runs.diagnose import diagnose
    from suite.runs.page.comparison.comparison import compare
    from suite.runs.run import Run
    from suite.studies.exercises.grade import grade
    from suite.studies.running.study import study
    from suite.studies.running.verify import verify
    from suite.trackers._tracker import Tracker
    from suite.training.fit.fit import fit

__all__ = [
    "Diagnostic",
    "Finding",
    "Recipe",
    "RecipeError",
    "Run",
    "RunFailure",
    "Step",
    "Tracker",
    "UserError",
    "compare",
    "diagnose",
    "export",
    "fit",
    "grade",
    "graph",
    "load",
    "run",
    "study",
    "verify",
]

__version__ = VERSION

import_at_first_use(
    __name__,
    {
        "Diagnostic": "suite.diagnostics",
        "Finding": "suite.diagnostics",
        "Step": "suite.diagnostics",
        "Recipe": "suite.recipe",
        "RecipeError": "suite.recipe",
        "load": "suite.recipe",
        "Run": "suite.runs.run",
        "Tracker": "suite.trackers._tracker",
        "compare": "suite.runs.page.comparison.comparison",
        "diagnose": "suite.runs.diagnose",
        "RunFailure": "suite.errors",
        "UserError": "suite.errors",
        "export": "suite.lab.export.export",
        "fit": "suite.training.fit.fit",
        "grade": "suite.studies.exercises.grade",
        "graph": "suite.graph.graph",
        "run": "suite.lab.run",
        "study": "suite.studies.running.study",
        "verify": "suite.studies.running.verify",
    },
)

tell_keras()
