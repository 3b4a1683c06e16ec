"""The trials of a sweep as pieces of work that several processes share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.presence import present, processes_at_work
from suite.lab.shared.share import Interrupted, share
from suite.lab.shared.storage import taken_elsewhere
from suite.lab.sweep.run_trial import run_trial
from suite.lab.sweep.searches.search import Known, Search
from suite.lab.sweep.sweep_folder import write_state
from suite.lab.sweep.sweep_result import Sweep, larger_is_better
from suite.lab.sweep.sweep_table import trial_line
from suite.lab.sweep.trial import Trial
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
                )
                return True
            except Interrupted:
                pass
        self._note("running" if processes_at_work(self.path / TRIALS) else "interrupted")
        return False

    def over(self) -> list[Trial]:
        """The trials that have come to an end, in their order."""
        return [self._over[n] for n in range(self.search.count) if self._is_over(n)]

    def _is_over(self, number: int) -> bool:
        if number not in self._over:
            trial = read_trial(self.path, number, self.say)
            if trial is None or not trial.is_over:
                return False
            self._over[number] = trial
        return True

    def _compute(self, number: int, name: str) -> None:
        """Run a trial that this process has, or go on with it."""
        trial = read_trial(self.path, number, self.say) or self._drawn(number)
        write_trial(self.path, replace(trial, process=name))
        done = run_trial(self.recipe, trial, trial_folder(self.path, number), self.say)
        self._refuse_if_taken(number, name)
        write_trial(self.path, replace(done or trial, process=""))
        if done is None:
            raise Interrupted
        count = self._note("running")
        self.say(trial_line(done, count, self.search.count, self.recipe.sweep.metric))

    def _drawn(self, number: int) -> Trial:
        is_max = larger_is_better(self.recipe)
        before = [trial for trial in self.over() if trial.number < number]
        known = [Known(trial.number, trial.edits, trial.score(is_max)) for trial in before]
        point = self.search.point(number, known)
        return Trial(number, point, "running", sampler=self.search.sampler)

    def _refuse_if_taken(self, number: int, name: str) -> None:
        """Another process can have a trial that is locked here only where the locks do not hold."""
        now = read_trial(self.path, number, self.say)
        if now is not None and now.process != name:
            raise taken_elsewhere(trial_folder(self.path, number), now.process)

    def _note(self, status: str) -> int:
        """Write sweep.json of all that has come to an end; how many trials that are."""
        with one_at_a_time(self.path / TRIALS):
            found = Sweep(self.recipe, self.path, self.over(), status)
            write_state(found)
        return len(found.trials)

    def _waits(self, left: Sequence[int]) -> None:
        names = ", ".join(f"{number:03}" for number in left)
        which = f"trial {names}" if len(left) == 1 else f"trials {names}"
        self.say(f"waiting for {which} at another process; Ctrl-C ends this one")
