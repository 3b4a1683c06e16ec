"""Train every run of the zoo that has no record yet."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

from benchmarks.doctor.record import all_cases, keep, recorded, train
from suite.training.process.quiet import import_tensorflow


def train_missing(folder: Path, only: str = "") -> None:
    """One after the other, in one process.

    Args:
        folder: of the records.
        only: a part of the file names.
    """
    import_tensorflow()
    # Broken runs warn of what they are broken by: overflows, a softmax before the loss.
    warnings.simplefilter("ignore")
    missing = [case for case in all_cases() if only in case.file_name]
    missing = [case for case in missing if recorded(case, folder) is None]
    for number, case in enumerate(missing, start=1):
        start = time.perf_counter()
        record = train(case)
        if record["summary"]["status"] != "finished":
            raise KeyboardInterrupt
        keep(case, record, folder)
        accuracy = record["summary"]["metrics"].get("val_accuracy")
        seconds = time.perf_counter() - start
        print(f"{number}/{len(missing)}  {case.file_name}  {accuracy}  {seconds:.1f} s", flush=True)
