"""Other processes of this machine that share the work of this one."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from suite.lab.shared.outgrown import goes_on
from suite.recipe import Recipe
from suite.workers.gpu_shares import shares, visible_gpus
from suite.workers.launch import end_with_parent

_Process = subprocess.Popen[bytes]


@contextlib.contextmanager
def helpers(arguments: Sequence[str], count: int, say: Callable[[str], object]) -> Iterator[None]:
    """Have other processes do the same while the block works; at its end they end too.

    They are asked to save and end as by SIGTERM, however the block ends, and also where this
    process is killed. One that ends too early is told of, and what it had is taken over.

    Args:
        arguments: of `python -m suite`.
        count: of the others; 0 or more.
        say: is told each line that they print.

    Example:
        >>> with helpers(["list", "recipes"], 0, print):
        ...     "worked alone"
        'worked alone'
    """
    own, *others = device_shares(count + 1, os.environ)
    if count:
        os.environ.update(own)
    started = [_started(arguments, one) for one in others]
    ends = threading.Event()
    readers = [_reader(process, say, ends) for process in started]
    try:
        yield
    finally:
        ends.set()
        _end(started)
        for reader in readers:
            reader.join()


def helper_arguments(verb: str, recipe: Recipe, path: Path, quiet: bool) -> list[str]:
    """What `python -m suite` is told to help with the runs of a recipe that lies in a folder.

    Args:
        verb: `sweep` or `run`.
        recipe: as this process has read it.
        path: of the folder.
        quiet: whether no line per run is printed.

    Example:
        >>> helper_arguments("sweep", suite.load("quickstart"), Path("out"), quiet=True)
        ['sweep', 'out/recipe.yaml', '--out', 'out', '--helper', '--quiet']
    """
    arguments = [verb, str(path / "recipe.yaml"), "--out", str(path), "--helper"]
    arguments += [f"--plugins={folder}" for folder in recipe.plugins]
    return arguments + ["--quiet"] * quiet + ["--trust"] * recipe.doors.are_open


def device_shares(processes: int, environment: Mapping[str, str]) -> list[dict[str, str]]:
    """What each process is told of GPUs: as many for each as for the others; where there are too
    few, one that it shares, of whose memory it takes what it needs and not all there is.

    Args:
        processes: at least 1.
        environment: of this process.

    Example:
        >>> device_shares(2, {"CUDA_VISIBLE_DEVICES": "4,7"})
        [{'CUDA_VISIBLE_DEVICES': '4'}, {'CUDA_VISIBLE_DEVICES': '7'}]
    """
    gpus = visible_gpus(environment) if processes > 1 else []
    if len(gpus) >= processes or not gpus:
        return shares(gpus, processes)
    growth = {"TF_FORCE_GPU_ALLOW_GROWTH": "true"}
    return [
        {"CUDA_VISIBLE_DEVICES": gpus[number % len(gpus)], **growth} for number in range(processes)
    ]


def _started(arguments: Sequence[str], own: Mapping[str, str]) -> _Process:
    return subprocess.Popen(
        [sys.executable, "-m", "suite", *arguments, *["--goes-on=-1"] * goes_on()],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Ctrl-C reaches a whole group of processes at once; it is passed on, once.
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def _reader(
    process: _Process, say: Callable[[str], object], ends: threading.Event
) -> threading.Thread:
    thread = threading.Thread(target=_copy, args=(process, say, ends), daemon=True)
    thread.start()
    return thread


def _copy(process: _Process, say: Callable[[str], object], ends: threading.Event) -> None:
    """Say what a process prints, and how it ended if nobody had asked it to."""
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            say(line.decode(errors="replace").rstrip("\n"))
    status = process.wait()
    if status and not ends.is_set():
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        say(f"note: a process that helped {how}; the others go on with what it had")


def _end(started: Sequence[_Process]) -> None:
    """Ask each to save and end, and wait for it; a second Ctrl-C waits no longer."""
    for process in started:
        process.terminate()
    try:
        for process in started:
            process.wait()
    except KeyboardInterrupt:
        for process in started:
            process.kill()
        raise
