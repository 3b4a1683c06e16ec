"""Several workers on this machine, in one terminal."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from suite.errors import UserError
from suite.screen import Screen
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.stop_signals import stop_signals

# Seconds in which a worker may save its state after it was asked to end.
GRACE = 30.0
_LOOK = 0.1
_PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def launch(workers: int, arguments: Sequence[str], command: Sequence[str] | None = None) -> int:
    """Start `python -m suite run ARGUMENTS` in so many processes, and wait for all of them.

    Each line is shown once, behind the number of the worker that said it. When one worker fails,
    the others are ended; Ctrl-C, SIGTERM and SIGHUP are passed on to all.

    Args:
        workers: at least 1. With GPUs, each worker gets an equal share of them.
        arguments: of `run`; the strategy is set to `multi_worker`.
        command: what each worker runs in the place of that.

    Returns:
        The exit status of the first worker that failed; 0 if none did.

    Raises:
        UserError: fewer than one worker, or fewer GPUs than workers.
    """
    if workers < 1:
        raise UserError(f"launch: --workers must be at least 1. Received: {workers}")
    addresses = tuple(f"127.0.0.1:{port}" for port in free_ports(workers))
    devices = shares(visible_gpus(os.environ), workers)
    token = secrets.token_hex(32)
    run = [sys.executable, "-m", "suite", "run", *arguments, "training.strategy=multi_worker"]
    processes = []
    for index in range(workers):
        environment = {
            **os.environ,
            "TF_CONFIG": Cluster(addresses, index).to_tf_config(),
            TOKEN: token,
            **devices[index],
        }
        processes.append(
            subprocess.Popen(
                command or run,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches a whole group of processes at once; it is passed on, once.
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        )
    # `launch ... | head`: the reader has seen enough, and training goes on.
    screen = sys.stdout if isinstance(sys.stdout, Screen) else Screen(sys.stdout)
    readers = [
        threading.Thread(target=show, args=(process, f"[worker {index}] ", screen), daemon=True)
        for index, process in enumerate(processes)
    ]
    for reader in readers:
        reader.start()
    with passed_on(processes):
        status = wait(processes)
    for reader in readers:
        reader.join()
    return status


def end_with_parent() -> None:
    """Ask Linux to send SIGTERM when the launching process is gone, however it ended: workers that
    nobody sees would go on, or wait for each other, forever."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def wait(processes: Sequence[subprocess.Popen]) -> int:
    """The first status that is not 0; the others get a moment to save, and are then killed."""
    while True:
        statuses = [process.poll() for process in processes]
        failed = next((status for status in statuses if status), 0)
        if failed or None not in statuses:
            break
        time.sleep(_LOOK)
    end(processes)
    return failed if failed >= 0 else 128 - failed


def end(processes: Sequence[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def show(process: subprocess.Popen, prefix: str, stream: TextIO | Screen) -> None:
    """Copy a worker's lines, whole; to the end, since a full pipe would stop the worker."""
    with process.stdout:
        for line in process.stdout:
            stream.write(prefix + line.decode(errors="replace"))
            stream.flush()


@contextlib.contextmanager
def passed_on(processes: Sequence[subprocess.Popen]) -> Iterator[None]:
    """Signals to this process go to the workers, who save and end."""

    def pass_on(number: int, frame: object) -> None:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    previous = {number: signal.signal(number, pass_on) for number in stop_signals()}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def visible_gpus(environment: Mapping[str, str]) -> list[str]:
    """The GPUs that this process may use, by number or by name."""
    if "CUDA_VISIBLE_DEVICES" in environment:
        names = environment["CUDA_VISIBLE_DEVICES"].split(",")
        return [name.strip() for name in names if name.strip() not in ("", "-1")]
    if shutil.which("nvidia-smi") is None:
        return []
    listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True)
    lines = [line for line in listed.stdout.splitlines() if line.startswith("GPU ")]
    return [str(number) for number in range(len(lines))]


def shares(gpus: Sequence[str], workers: int) -> list[dict[str, str]]:
    """Environment variables that give each worker as many GPUs as the others."""
    if not gpus:
        return [{}] * workers
    each = len(gpus) // workers
    if not each:
        raise UserError(
            f"launch: {workers} workers need a GPU each, and there are {len(gpus)}. Start fewer, "
            'or set CUDA_VISIBLE_DEVICES="" to train on processors.'
        )
    parts = (gpus[index * each : (index + 1) * each] for index in range(workers))
    return [{"CUDA_VISIBLE_DEVICES": ",".join(part)} for part in parts]
