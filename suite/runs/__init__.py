"""The run directory, the history, and what a run shows.

Nothing here imports keras or TensorFlow but `recorder`, which training imports.
"""

from suite.runs.directory.run_directory import RunDirectory
from suite.runs.history import History
from suite.runs.run import Run
from suite.runs.run_texts import closing_text

__all__ = ["History", "Run", "RunDirectory", "closing_text"]
