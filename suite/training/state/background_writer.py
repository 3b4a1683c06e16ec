"""Work on the disk beside the training."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable

from suite.training.replicas import pulse

_LOOK = 0.2
# With the priority of training, a job has a core for itself, and each step of the others waits for
# the part that was computed there. So many steps lower (of 19 that Linux has) it gets a tenth of a
# core beside threads that use all cores, and whatever they leave; at 19 it would hardly get any.
_LOWER = 10


class BackgroundWriter:
    """Does one job at a time in a thread of its own; what one fails with is raised by the caller.

    Its priority is low, where the system gives threads one of their own (Linux). Python waits for
    the thread before it ends.

    Example:
        >>> writer, written = BackgroundWriter(), []
        >>> writer.begin(lambda: written.append("a checkpoint"))
        >>> writer.wait()
        >>> written, writer.is_busy
        (['a checkpoint'], False)
    """

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a job is being done."""
        return self._thread is not None and self._thread.is_alive()

    def begin(self, job: Callable[[], object]) -> None:
        """Do a job beside what follows, as soon as the one before is done.

        Raises:
            RunFailure: the job before could not write; any other error of it, too.
        """
        self.wait()
        self._thread = threading.Thread(target=self._do, args=(job,), name="writer")
        self._thread.start()

    def look(self) -> None:
        """Go on, unless a job has failed.

        Raises:
            RunFailure: see `begin`; each failure is raised once.
        """
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def wait(self) -> None:
        """Until all is done.

        Raises:
            RunFailure: see `begin`.
        """
        while self.is_busy:
            assert self._thread is not None
            self._thread.join(_LOOK)
            pulse.beat()  # the guard of a worker may not take it for one that waits in vain
        self.look()

    def end(self) -> None:
        """Until all is done, whatever came of it; for a run that ends for another reason."""
        if self._thread is not None:
            self._thread.join()

    def _do(self, job: Callable[[], object]) -> None:
        _lower_priority()
        try:
            job()
        except BaseException as error:  # whatever it is: the training thread has to hear of it
            self._failure = error


def _lower_priority() -> None:
    """Let this thread go behind the others of the process."""
    if sys.platform == "linux":  # elsewhere it would be that of the whole process
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):  # a sandbox may forbid even that
            before = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, before + _LOWER)
