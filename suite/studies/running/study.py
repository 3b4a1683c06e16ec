"""A study is run: every variant with every seed, measured, judged, and told on a page.

What is known is kept: a folder in which the study was begun goes on from there, also when it was
killed. Several processes may work in one folder; each takes what no other has.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from suite.errors import RunFailure, UserError, one_line
from suite.lab.shared.helpers import helpers
from suite.lab.shared.outgrown import goes_on_in
from suite.lab.shared.share import Interrupted, share
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.runs.numbers import show_seconds
from suite.studies.claims.terms import Figure
from suite.studies.definition.load_study import load_study
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.pages.shown_study import ShownStudy
from suite.studies.pages.study_page import write_study_page
from suite.studies.running.cell import Cell, cells_of
from suite.studies.running.study_result import Study

Say = Callable[[str], object]


def study(
    reference: str | Path | StudyRecipe,
    out: str | Path | None = None,
    *,
    seeds: int | None = None,
    processes: int = 1,
    quiet: bool = False,
) -> Study:
    """Run a study, or go on with one.

    Args:
        reference: the name of a shipped study, a file, or one that was loaded.
        out: the folder; `runs/<name>/<time>-<id>` by default.
        seeds: in place of the study's own number: fewer decide facts only.
        processes: of this machine that share the runs, at least 1.
        quiet: whether no line per run is printed.

    Returns the study; its status is "interrupted" after Ctrl-C.

    Raises `UserError` for a mistake in the study, or a measure that its runs do not have, and
    `RunFailure` where a run broke or a file cannot be written.

    Example:
        >>> study("init/zeros", "out", seeds=2, quiet=True).words()["C115"]
        'holds'
    """
    from suite.runs.progress.choose_progress import choose_progress

    recipe = reference if isinstance(reference, StudyRecipe) else load_study(reference)
    folder = _folder(recipe) if out is None else Path(out)
    say, cells = choose_progress(quiet).message, cells_of(recipe, folder, recipe.seeds(seeds))
    _begin(recipe, folder)
    own = ["study", str(recipe.path), "--out", str(folder), "--helper", *["--quiet"] * quiet]
    own += [] if seeds is None else [f"--seeds={seeds}"]
    try:
        with goes_on_in(folder), helpers(own, processes - 1, say):
            run_cells(cells, say)
    except Interrupted:
        return ShownStudy(recipe, folder, [], "interrupted")
    return concluded(recipe, folder, recipe.seeds(seeds), say)


def _folder(recipe: StudyRecipe) -> Path:
    return RunDirectory.plan(None, recipe.name.replace("/", "-")).path


def help_with_study(
    reference: str | Path, out: str | Path, *, seeds: int | None = None, quiet: bool = False
) -> bool:
    """Run arms of a study that another process of this machine has begun and will judge.

    Args:
        reference, out, seeds, quiet: as of `study`.

    Returns:
        Whether all are done; False after Ctrl-C.
    """
    from suite.runs.progress.choose_progress import choose_progress

    recipe = load_study(reference)
    cells = cells_of(recipe, Path(out), recipe.seeds(seeds))
    try:
        run_cells(cells, choose_progress(quiet).message)
    except Interrupted:
        return False
    return True


def _begin(recipe: StudyRecipe, folder: Path) -> None:
    """Mark a folder as that of the study.

    Raises:
        UserError: it holds something else, which is left as it is.
        RunFailure: it cannot be written.
    """
    file = folder / "study.json"
    with contextlib.suppress(FileNotFoundError):
        try:
            holds = any(folder.iterdir())
        except NotADirectoryError:
            raise UserError(f"{folder} is a file; --out names a folder") from None
        try:
            known = json.loads(file.read_text("utf-8"))["study"]
        except (OSError, ValueError, KeyError, TypeError):  # `verify` writes it at the end only
            known = recipe.name if (folder / "arms").is_dir() else ""
        if holds and known != recipe.name:
            what = f"holds the study {known}" if known else "is not empty"
            raise UserError(f"{folder} {what}; choose another --out")
    if not file.is_file():
        write_whole(file, json.dumps({"study": recipe.name, "status": "running"}))


def run_cells(
    cells: Sequence[Cell],
    say: Say = lambda text: None,
    fails: Callable[[Cell, Exception], object] | None = None,
) -> None:
    """Compute what is not known of some cells, and wait for what others compute.

    Args:
        cells: of one study, or of several.
        say: is told each cell that is done.
        fails: is told of a cell that cannot be computed, whose study is then left; without it the
            error is raised.
    """
    from suite.training.process.custom_gradients import gradients_held_by_graphs
    from suite.training.process.kept_between_runs import kept_between_runs
    from suite.training.process.quiet import import_tensorflow

    lost: set[str] = set()

    def is_done(cell: Cell) -> bool:
        return cell.study.name in lost or cell.figures() is not None

    def compute(cell: Cell) -> None:
        start = time.perf_counter()
        try:
            with gradients_held_by_graphs():
                cell.compute()
        except (UserError, RunFailure) as error:
            if fails is None:
                raise
            lost.add(cell.study.name)
            fails(cell, error)
            return
        done = sum(map(is_done, cells))
        say(f"{cell}  ({done}/{len(cells)})  {show_seconds(time.perf_counter() - start)}")

    if not all(map(is_done, cells)):
        import_tensorflow()
    with kept_between_runs():
        share(cells, lock=lambda cell: cell.lock, is_done=is_done, compute=compute)


def concluded(recipe: StudyRecipe, folder: Path, seeds: range, say: Say) -> Study:
    """The study of cells that are all computed, written as study.json and as a page."""
    found: list[dict[Figure, float]] = []
    seconds = 0.0
    for seed in seeds:
        row: dict[Figure, float] = {}
        for arm in recipe.arms:
            figures, took = Cell(recipe, arm, seed, folder).known() or ({}, 0.0)
            row |= {Figure(name, arm): value for name, value in figures.items()}
            seconds += took
        found.append(row)
    done = ShownStudy(recipe, folder, list(found), "finished", seconds)
    write_whole(folder / "study.json", json.dumps(done.to_json(), indent=1))
    try:
        write_study_page(done)
    except Exception as error:  # whatever it is: what was measured is written
        say(f"note: the page could not be made: {type(error).__name__}: {one_line(error)}")
    return done
