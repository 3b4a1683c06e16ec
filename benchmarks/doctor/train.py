"""Train every run of the zoo that has no record yet."""

from __future__ import annotations

import functools
import multiprocessing
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.doctor.case import Case
from benchmarks.doctor.cases import all_cases
from benchmarks.doctor.record import keep, recorded, train
from suite.errors import UserError
from suite.training.process.quiet import import_tensorflow


def train_missing(
    folder: Path, only: Sequence[str] = (), processes: int = 1, held_out: bool = True
) -> None:
    """One after the other, in one process or several.

    Args:
        folder: of the records.
        only: parts of the file names, all of which must occur.
        processes: how many share the runs.
        held_out: whether runs are among them that rules and limits are not to be set by.
    """
    missing = [
        case
        for case in all_cases()
        if all(part in case.file_name for part in only)
        and (held_out or not case.held_out)
        and recorded(case, folder) is None
    ]
    in_processes(functools.partial(_train_all, folder=folder), missing, processes)


def in_processes(work: Callable[[list[Any]], None], items: list[Any], processes: int) -> None:
    """Hand each process its share, the first of each first."""
    if processes == 1:
        work(items)
        return
    context = multiprocessing.get_context("spawn")
    shares = [items[start::processes] for start in range(processes)]
    workers = [context.Process(target=work, args=(share,)) for share in shares]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _train_all(cases: list[Case], folder: Path) -> None:
    prepare()
    for number, case in enumerate(cases, start=1):
        start = time.perf_counter()
        try:
            record = train(case)
        except UserError as error:  # the suite knows better than to train this
            print(f"{number}/{len(cases)}  {case.file_name}  refused: {error}", flush=True)
            continue
        if record["summary"]["status"] == "interrupted":
            raise KeyboardInterrupt
        keep(case, record, folder)
        accuracy = record["summary"]["metrics"].get("val_accuracy")
        seconds = time.perf_counter() - start
        print(f"{number}/{len(cases)}  {case.file_name}  {accuracy}  {seconds:.1f} s", flush=True)


def prepare() -> None:
    """A process that trains broken runs, which warn of what they are broken by: overflows, a
    softmax before the loss."""
    import_tensorflow()
    warnings.simplefilter("ignore")
