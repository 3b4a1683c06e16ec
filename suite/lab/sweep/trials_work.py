"""The trials of a sweep as pieces of work that several processes share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.presence import present, processes_at_work
from suite.lab.shared.share import Interrupted, share
from suite.lab.shared.storage import taken_elsewhere
from suite.lab.sweep.run_trial import run_trial
from suite.lab.sweep.rungs import Rungs, rungs_of
from suite.lab.sweep.searches.search import Search
from suite.lab.sweep.stop_at import stop_at
from suite.lab.sweep.sweep_folder import write_state
from suite.lab.sweep.sweep_result import Sweep, larger_is_better
from suite.lab.sweep.sweep_table import trial_line
from suite.lab.sweep.trial import Trial, known
from suite.lab.sweep.trial_file import TRIALS, read_trial, trial_file, trial_folder, write_trial
from suite.recipe import SweepRecipe
from suite.training.process.kept_between_runs import kept_between_runs


@dataclass(frozen=True, eq=False)
class TrialsWork:
    """What this process does of a sweep.

    Args:
        recipe: of the sweep.
        path: its folder, which holds this recipe.
        search: chooses what each trial tries.
        say: is told each trial that this process has done, and what it waits for.

    Example:
        >>> from suite.lab.sweep.searches.search_of import search_of
        >>> over = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.1]}}"
        >>> recipe = suite.load("optim/surface-quadratic", "training.steps=20", over)
        >>> work = TrialsWork(recipe, Path("out"), search_of(recipe.sweep, 0))
        >>> work.do(), [trial.status for trial in work.over()]
        (True, ['finished', 'finished'])
    """

    recipe: SweepRecipe
    path: Path
    search: Search
    say: Callable[[str], object] = lambda text: None
    _over: dict[int, Trial] = field(default_factory=dict, init=False)
    _due: list[int] = field(default_factory=list, init=False)

    def do(self) -> bool:
        """Do trials until all are done, by whichever process.

        Returns:
            Whether they are; False after Ctrl-C, when the state of the own one is saved.

        Raises:
            RunFailure: a file cannot be written, or two processes had one trial.
            UserError: the runs do not have the sweep's metric.
        """
        with present(self.path / TRIALS) as name, kept_between_runs():
            try:
                share(
                    range(self.search.count),
                    lock=lambda number: trial_file(self.path, number).with_suffix(".lock"),
                    is_done=self._is_over,
                    compute=lambda number: self._compute(number, name),
                    waits=self._waits,
                    due=self._look if self._halves else None,
                )
                return True
            except Interrupted:
                pass
        self._note("running" if processes_at_work(self.path / TRIALS) else "interrupted")
        return False

    @functools.cached_property
    def rungs(self) -> Rungs:
        """How far each trial is trained before the next choice."""
        return rungs_of(self.recipe, self.search.count, larger_is_better(self.recipe))

    @property
    def _halves(self) -> bool:
        return len(self.rungs.rungs) > 1

    def over(self) -> list[Trial]:
        """The trials that have come to an end or to a rung, in their order."""
        found = (self._read(number) for number in range(self.search.count))
        return [trial for trial in found if trial is not None and trial.is_over]

    def _read(self, number: int) -> Trial | None:
        """A trial as far as it has come; one that is over for good is read once."""
        trial = self._over.get(number) or read_trial(self.path, number, self.say)
        if trial is not None and trial.is_over and trial.status != "paused":
            self._over[number] = trial
        return trial

    def _look(self) -> list[int]:
        """What can be trained now, to its next rung."""
        self._due[:] = self.rungs.due({trial.number: trial for trial in self.over()})
        return self._due

    def _is_over(self, number: int) -> bool:
        """Whether a trial is not trained any more; one that pauses may be, until all are done."""
        trial = self._read(number)
        if trial is None or trial.status == "running":
            return False
        return trial.status != "paused" or not self._due

    def _compute(self, number: int, name: str) -> None:
        """Run a trial that this process has, or go on with it."""
        trial = self._read(number) or self._drawn(number)
        if self._halves and number not in self._look():
            return  # another process has brought it to its rung in the last moment
        write_trial(self.path, replace(trial, process=name))
        folder, epochs = trial_folder(self.path, number), self.rungs.next_epochs(trial)
        stop_of = functools.partial(stop_at, self.recipe, trial, epochs, folder)
        done = run_trial(self.recipe, trial, folder, self.say, stop_of)
        self._refuse_if_taken(number, name)
        write_trial(self.path, replace(done or trial, process=""))
        if done is None:
            raise Interrupted
        count, legs = self._note("running"), sum(rung.trials for rung in self.rungs.rungs)
        self.say(trial_line(done, count, legs, self.recipe.sweep.metric))

    def _drawn(self, number: int) -> Trial:
        is_max = larger_is_better(self.recipe)
        before = [trial for trial in self.over() if trial.number < number]
        point = self.search.point(number, [known(trial, is_max) for trial in before])
        compared = [] if self.recipe.sweep.prune is None else [trial.number for trial in before]
        return Trial(number, point, "running", sampler=self.search.sampler, known=compared)

    def _refuse_if_taken(self, number: int, name: str) -> None:
        """Another process can have a trial that is locked here only where the locks do not hold."""
        now = read_trial(self.path, number, self.say)
        if now is not None and now.process != name:
            raise taken_elsewhere(trial_folder(self.path, number), now.process)

    def _note(self, status: str) -> int:
        """Write sweep.json of all that has come to an end; how many trials that are, each counted
        at every rung."""
        with one_at_a_time(self.path / TRIALS):
            found = Sweep(self.recipe, self.path, self.over(), status)
            is_all = len(found.trials) == self.search.count and not (self._halves and self._look())
            # With the last trial the sweep is closed, perhaps by another process before this.
            if not is_all:
                write_state(found)
        return sum(len(trial.rungs) or 1 for trial in found.trials)

    def _waits(self, left: Sequence[int]) -> None:
        names = ", ".join(f"{number:03}" for number in left)
        which = f"trial {names}" if len(left) == 1 else f"trials {names}"
        self.say(f"waiting for {which} at another process; Ctrl-C ends this one")
