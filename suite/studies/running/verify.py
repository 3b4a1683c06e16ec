"""All studies, or those of some topics: run, judged, and told together.

What is known in the folder is kept, so that a killed verification goes on. Several processes may
work in it: each takes what no other has.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from suite.errors import UserError
from suite.lab.shared.helpers import helpers
from suite.lab.shared.share import Interrupted
from suite.lectures.lectures import LECTURES
from suite.recipe.text.shipped import shipped_studies
from suite.studies.definition.load_study import headline, load_study
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.running.cell import Cell, cells_of
from suite.studies.running.study import Say, concluded, run_cells
from suite.studies.running.verification import Verification
from suite.suggest import close_names, did_you_mean


def verify(
    topics: Sequence[str] = (),
    out: str | Path = "runs/verify",
    *,
    seeds: int | None = None,
    processes: int = 1,
    quiet: bool = False,
) -> Verification | None:
    """Run the studies of some topics.

    Args:
        topics: ids such as `norm/batch`, lectures such as `norm`, names of studies; none is all.
        out: the folder, a subfolder for each study.
        seeds: in place of each study's own number.
        processes: that share the work.
        quiet: whether no line per run is printed.

    Returns None after Ctrl-C. Raises `UserError` where there is no such topic, or a study is wrong.

    Example:
        >>> verify(["init/zeros"], "out", seeds=1, quiet=True).words["C115"]
        'holds'
    """
    from suite.runs.progress.choose_progress import choose_progress

    studies, folder = [load_study(name) for name in _chosen(topics)], Path(out)
    say = choose_progress(quiet).message
    own = ["verify", *topics, "--out", str(folder), "--helper"]
    own += ["--quiet"] * quiet + ([] if seeds is None else [f"--seeds={seeds}"])
    try:
        with helpers(own, processes - 1, say):
            failed = _run(_cells(studies, folder, seeds), say)
    except Interrupted:
        return None
    done = [
        concluded(one, folder / one.name, one.seeds(seeds), say)
        for one in studies
        if one.name not in failed
    ]
    return Verification(done, failed)


def help_with_verify(
    topics: Sequence[str], out: str | Path, *, seeds: int | None = None, quiet: bool = False
) -> bool:
    """Run studies that another process of this machine has begun and will judge, from the last on:
    two that follow each other share their data, which each process reads once.

    Args:
        topics, out, seeds, quiet: as of `verify`.

    Returns:
        Whether all are done; False after Ctrl-C.
    """
    from suite.runs.progress.choose_progress import choose_progress

    studies = [load_study(name) for name in _chosen(topics)]
    try:
        _run(_cells(studies, Path(out), seeds)[::-1], choose_progress(quiet).message)
    except Interrupted:
        return False
    return True


def _cells(studies: Sequence[StudyRecipe], folder: Path, seeds: int | None) -> list[Cell]:
    return [cell for one in studies for cell in cells_of(one, folder / one.name, one.seeds(seeds))]


def _run(cells: Sequence[Cell], say: Say) -> dict[str, str]:
    """Compute cells of some studies; name -> why, of the studies that cannot be run."""
    failed: dict[str, str] = {}

    def fails(cell: Cell, error: Exception) -> None:
        failed.setdefault(cell.study.name, str(error))
        say(f"{cell.study.name} fails: {error}")

    run_cells(cells, say, fails)
    return failed


def _chosen(topics: Sequence[str]) -> list[str]:
    """The names of the studies of some topics, each once.

    Raises:
        UserError: nothing has such a name, with what is close.
    """
    known = shipped_studies()
    if not topics:
        return list(known)
    of_topic = {name: headline(path)[1] for name, path in known.items()}
    found: list[str] = []
    for topic in topics:
        named = [topic] if topic in known else _about(topic, of_topic)
        if not named:
            rooms = {one.partition("/")[0] for one in LECTURES}
            names = [*rooms, *LECTURES, *known]
            hint = did_you_mean(close_names(topic, names, 3), ";")
            raise UserError(f"no study is about '{topic}'{hint} see `python -m suite topics`")
        found += named
    return list(dict.fromkeys(found))


def _about(topic: str, of_topic: dict[str, list[str]]) -> list[str]:
    """The studies whose first part or one of whose topics is, or begins with, a name."""
    return [
        name
        for name, topics in of_topic.items()
        if any(one == topic or one.startswith(f"{topic}/") for one in (name, *topics))
    ]
