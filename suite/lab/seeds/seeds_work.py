"""The seeds of a recipe as pieces of work that several processes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.lab.seeds.run_seed import run_seed
from suite.lab.seeds.seed_file import read_seed, seed_file, write_seed
from suite.lab.seeds.seed_run import SeedRun
from suite.lab.seeds.seeds_folder import known_count, write_state
from suite.lab.seeds.seeds_result import Seeds
from suite.lab.seeds.seeds_table import seed_line
from suite.lab.shared.claim import one_at_a_time
from suite.lab.shared.outgrown import goes_on
from suite.lab.shared.presence import present, processes_at_work
from suite.lab.shared.share import Interrupted, share
from suite.lab.shared.storage import taken_elsewhere
from suite.recipe import Recipe
from suite.runs.directory.several_seeds import SEEDS, seed_folder
from suite.training.process.kept_between_runs import kept_between_runs


@dataclass(frozen=True, eq=False)
class SeedsWork:
    """What this process does of several seeds.

    A seed that had failed before this process looked is tried again, by the first that comes; not
    by one that goes on in the place of another.

    Args:
        recipes: that of each seed.
        path: the folder, which holds the first of them.
        say: is told each seed that this process has done, and what it waits for.
        options: as `suite.run` takes them, such as `force`.

    Example:
        >>> recipe = suite.load("quickstart", "data.batch_size=400", "training.epochs=1")
        >>> work = SeedsWork([recipe], Path("out"))
        >>> work.do(), work.found("finished").count
        (True, 1)
    """

    recipes: Sequence[Recipe]
    path: Path
    say: Callable[[str], object] = lambda text: None
    options: Mapping[str, Any] = field(default_factory=dict)
    _over: dict[int, SeedRun] = field(default_factory=dict, init=False)
    _failed_before: dict[int, SeedRun] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for number in range(0 if goes_on() else len(self.recipes)):
            run = read_seed(self.path, number, self.say)
            if run is not None and run.status == "failed":
                self._failed_before[number] = run

    def do(self) -> bool:
        """Run seeds until all are done, by whichever process.

        Returns:
            Whether they are; False after Ctrl-C, when the state of the own one is saved.

        Raises:
            UserError: the first seed is refused.
            RunFailure: a file cannot be written, or two processes had one seed.
        """
        is_done = False
        with present(self.path / SEEDS) as name, kept_between_runs():
            try:
                share(
                    range(len(self.recipes)),
                    lock=lambda number: seed_file(self.path, number).with_suffix(".lock"),
                    is_done=self._is_over,
                    compute=lambda number: self._compute(number, name),
                    waits=self._waits,
                )
                is_done = True
            except Interrupted:
                pass
            except KeyboardInterrupt:  # before the first step of a seed
                self._note("running" if self._others_work() else "interrupted")
                raise
        if not is_done:
            self._note("running" if processes_at_work(self.path / SEEDS) else "interrupted")
        return is_done

    def found(self, status: str) -> Seeds:
        """All that is known, of this process and of others."""
        count = max(len(self.recipes), known_count(self.path))
        runs = [self._over[number] for number in range(count) if self._is_over(number)]
        if status == "finished" and len(runs) < count:  # more were asked for elsewhere
            status = "running"
        return Seeds(self.recipes[0], self.path, count, runs, status)

    def _others_work(self) -> bool:
        return processes_at_work(self.path / SEEDS) > 1

    def _is_over(self, number: int) -> bool:
        if number not in self._over:
            run = read_seed(self.path, number, self.say)
            if run is None or not run.is_over or run == self._failed_before.get(number):
                return False
            self._over[number] = run
        return True

    def _compute(self, number: int, name: str) -> None:
        """Run a seed that this process has, or go on with it."""
        recipe = self.recipes[number]
        write_seed(self.path, SeedRun(number, recipe.seed, "running", process=name))
        run = run_seed(recipe, number, seed_folder(self.path, number), **self.options)
        self._refuse_if_taken(number, name)
        if run is None:
            raise Interrupted
        self._failed_before.pop(number, None)
        write_seed(self.path, run)
        done = self._note("running")
        self.say(seed_line(run, len(done.runs), done.count))

    def _refuse_if_taken(self, number: int, name: str) -> None:
        """Another process can have a seed that is locked here only where the locks do not hold."""
        now = read_seed(self.path, number, self.say)
        if now is not None and now.process != name:
            raise taken_elsewhere(seed_folder(self.path, number), now.process)

    def _note(self, status: str) -> Seeds:
        """Write summary.json of all that has come to an end."""
        with one_at_a_time(self.path / SEEDS):
            found = self.found(status)
            # With the last seed all are closed, perhaps by another process before this.
            if len(found.runs) < found.count:
                write_state(found)
        return found

    def _waits(self, left: Sequence[int]) -> None:
        names = ", ".join(str(self.recipes[number].seed) for number in left)
        which = f"seed {names}" if len(left) == 1 else f"seeds {names}"
        self.say(f"waiting for {which} at another process; Ctrl-C ends this one")
