"""All studies, or those of some topics: run, judged, and told together.

What is known in the folder is kept, so that a killed verification goes on. With several processes
each begins at another end of the list, and takes what no other has.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from suite.errors import UserError
from suite.lectures.lectures import LECTURES
from suite.recipe.text.shipped import shipped_studies
from suite.studies.definition.load_study import headline, load_study
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.running.cell import Cell, Interrupted, cells_of
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
    backwards: bool = False,
) -> Verification | None:
    """Run the studies of some topics.

    Args:
        topics: ids such as `norm/batch`, lectures such as `norm`, names of studies; none is all.
        out: the folder, a subfolder for each study.
        seeds: in place of each study's own number.
        processes: that share the work.
        quiet: whether no line per run is printed.
        backwards: whether to begin with the last study.

    Returns None after Ctrl-C. Raises `UserError` where there is no such topic, or a study is wrong.

    Example:
        >>> verify(["init/zeros"], "out", seeds=1, quiet=True).words["C115"]
        'holds'
    """
    from suite.runs.progress.choose_progress import choose_progress

    studies, folder = [load_study(name) for name in _chosen(topics)], Path(out)
    say = choose_progress(quiet).message
    try:
        with _helpers(topics, folder, seeds, processes - 1):
            failed = _run(studies, folder, seeds, backwards, say)
    except Interrupted:
        return None
    done = [
        concluded(one, folder / one.name, one.seeds(seeds), say)
        for one in studies
        if one.name not in failed
    ]
    return Verification(done, failed)


def _run(
    studies: Sequence[StudyRecipe], folder: Path, seeds: int | None, backwards: bool, say: Say
) -> dict[str, str]:
    """Compute every cell of some studies; name -> why, of the studies that cannot be run."""
    cells = [cell for one in studies for cell in cells_of(one, folder / one.name, one.seeds(seeds))]
    failed: dict[str, str] = {}

    def fails(cell: Cell, error: Exception) -> None:
        failed.setdefault(cell.study.name, str(error))
        say(f"{cell.study.name} fails: {error}")

    run_cells(cells[::-1] if backwards else cells, say, fails)
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


@contextlib.contextmanager
def _helpers(topics: Sequence[str], folder: Path, seeds: int | None, count: int) -> Iterator[None]:
    """Other processes that work from the end of the list while the block works."""
    command = [sys.executable, "-m", "suite", "verify", *topics, "--out", str(folder), "--quiet"]
    command += ["--backwards", *([] if seeds is None else ["--seeds", str(seeds)])]
    started = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()
