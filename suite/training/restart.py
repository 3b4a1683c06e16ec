"""Where a run begins: at its first step, or where it, or what it computed, was last whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suite.runs import RunDirectory
from suite.runs.history import History
from suite.training.callbacks.callback_files import CallbackFiles
from suite.training.loop.loop import Loop
from suite.training.loop.recovery import FACTOR, TRIES, lower_rate
from suite.training.state.checkpoints import Checkpoints, roll_back
from suite.training.state.mended_logs import mend_logs


@dataclass
class Restart:
    """Brings a run back to a checkpoint: when it is resumed, or after a number that is not finite.

    Args:
        directory: of the run.
        loop: that trains.
        checkpoints: of the run.
        files: those of the callbacks.
        history: the finished epochs.
        say: shows a line of text.
        recovers: whether the recipe says `on_nan: restore_and_lower_rate`.
        has_checkpoint: whether the directory held one before the run.
        resumed: whether the run is resumed.

    Example:
        >>> Restart(*[None] * 5, say=print, recovers=False, has_checkpoint=False).can_recover()
        False
    """

    directory: RunDirectory
    loop: Loop
    checkpoints: Checkpoints
    files: CallbackFiles
    history: History
    say: Callable[[str], object]
    recovers: bool
    has_checkpoint: bool
    resumed: bool = False
    recoveries: int = 0

    def can_recover(self) -> bool:
        """Whether training begins once more, since a number was not finite; makes it ready."""
        if not self.recovers or not self.loop.is_lost or self.recoveries == TRIES:
            return False
        self.recoveries += 1
        self.checkpoints.writer.wait()
        roll_back(self.files, self.directory.checkpoints)
        self.files.go_on(self.loop.callbacks)
        return True

    def begin(self) -> bool:
        """Take the newest checkpoint, if the run goes on from one; whether it does."""
        if not self.loop.agreement.any(self.resumed or self.recoveries > 0):
            if self.recovers:
                self.checkpoints.save()  # something to go back to
            return False
        self._restore()
        if self.recoveries:
            lower_rate(self.loop.model.optimizer)
            # The next checkpoint may be far; whoever is killed before it keeps the lower rate.
            self.checkpoints.save()
            self.say(f"with {FACTOR:g} times the learning rate")
        return True

    def _restore(self) -> None:
        """Restore the newest checkpoint, and forget what was logged after it."""
        warning = self.checkpoints.restore()
        self.files.put_back(self.loop.callbacks)
        position = self.loop.position
        warnings = [warning] if warning else []
        for text in [*warnings, *mend_logs(self.directory, self.history, position.step)]:
            self.say(text)
        if self.has_checkpoint or self.recoveries:
            self.say(f"resumed in epoch {position.epoch + 1}, step {position.step}")
        else:
            self.say("the run had ended before its first checkpoint: it begins anew")
