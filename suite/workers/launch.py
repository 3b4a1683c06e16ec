"""Several workers on this machine, in one terminal."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence

from suite.errors import UserError
from suite.screen import Screen
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.gpu_shares import shares, visible_gpus
from suite.workers.processes import Process, copy_lines, passed_on, wait
from suite.workers.thread_shares import cores, thread_shares

_PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def launch(workers: int, arguments: Sequence[str], command: Sequence[str] | None = None) -> int:
    """Start `python -m suite run ARGUMENTS` in so many processes, and wait for all of them.

    Each line is shown once, behind the number of the worker that said it. When one worker fails,
    the others are ended; Ctrl-C, SIGTERM and SIGHUP are passed on to all.

    Args:
        workers: at least 1. With GPUs, each worker gets an equal share of them; without, of the
            processor's cores, unless `TF_NUM_INTRAOP_THREADS` says how many threads it has.
        arguments: of `run`; the strategy is set to `multi_worker`.
        command: what each worker runs in the place of that.

    Returns:
        The exit status of the first worker that failed; 0 if none did.

    Raises:
        UserError: fewer than one worker, or fewer GPUs than workers.

    Example:
        >>> launch(1, [], command=[sys.executable, "-c", "print('hello')"])
        [worker 0] hello
        0
    """
    if workers < 1:
        raise UserError(f"launch: --workers must be at least 1. Received: {workers}")
    run = [sys.executable, "-m", "suite", "run", *arguments, "training.strategy=multi_worker"]
    # `launch ... | head`: the reader has seen enough, and training goes on.
    screen = sys.stdout if isinstance(sys.stdout, Screen) else Screen(sys.stdout)
    processes: list[Process] = []
    readers = []
    with passed_on(processes):  # from the first worker on
        for number, own in enumerate(_environments(workers)):
            processes.append(_started(command or run, own))
            readers.append(_reader(processes[-1], f"[worker {number}] ", screen))
        status = wait(processes)
    for reader in readers:
        reader.join()
    return status


def _environments(workers: int) -> list[dict[str, str]]:
    """What each worker is told: where all are, which one it is, their secret, its GPUs
    or threads."""
    addresses = tuple(f"127.0.0.1:{port}" for port in free_ports(workers))
    gpus = visible_gpus(os.environ)
    devices = shares(gpus, workers)
    # Beside a GPU the threads only feed it.
    threads = {} if gpus else thread_shares(workers, cores(), os.environ)
    own = {TOKEN: secrets.token_hex(32), **threads}
    return [
        {"TF_CONFIG": Cluster(addresses, index).to_tf_config(), **own, **devices[index]}
        for index in range(workers)
    ]


def _started(command: Sequence[str], own: Mapping[str, str]) -> Process:
    return subprocess.Popen(
        command,
        env={**os.environ, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # Ctrl-C reaches a whole group of processes at once; it is passed on, once.
        start_new_session=True,
        preexec_fn=end_with_parent,
    )


def _reader(process: Process, prefix: str, screen: Screen) -> threading.Thread:
    thread = threading.Thread(target=copy_lines, args=(process, prefix, screen), daemon=True)
    thread.start()
    return thread


def end_with_parent() -> None:
    """Ask Linux to send SIGTERM when the launching process is gone, however it ended: workers that
    nobody sees would go on, or wait for each other, forever."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
