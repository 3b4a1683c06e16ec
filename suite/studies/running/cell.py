"""One arm of a study with one seed: run, measured, and remembered in a file."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from suite.errors import RunFailure, UserError, one_line
from suite.formula import FormulaError
from suite.lab.shared.share import Interrupted
from suite.recipe import Recipe
from suite.runs import RunDirectory
from suite.runs.files.write_whole import write_whole
from suite.studies.claims.terms import ONLY
from suite.studies.definition.study_recipe import StudyRecipe
from suite.studies.measures.arm import Arm
from suite.suggest import close_names, did_you_mean


@dataclass(frozen=True)
class Cell:
    """An arm with a seed.

    Args:
        study: whose.
        arm: the name of the variant.
        seed: of everything random.
        folder: of the study.

    Example:
        >>> from suite.studies.definition.load_study import load_study
        >>> cell = Cell(load_study("init/zeros"), "zeros", 3, Path("out"))
        >>> cell.file.as_posix(), cell.figures()
        ('out/arms/zeros/3.json', None)
    """

    study: StudyRecipe
    arm: str
    seed: int
    folder: Path

    def __str__(self) -> str:
        arm = "" if self.arm == ONLY else f"{self.arm}  "
        return f"{self.study.name}  {arm}seed {self.seed}"

    @property
    def file(self) -> Path:
        """What its measures came to."""
        return self.folder / "arms" / self.arm / f"{self.seed}.json"

    @property
    def run_folder(self) -> Path:
        """Its run, where it has one."""
        return self.folder / "arms" / self.arm / f"seed-{self.seed}"

    def figures(self) -> dict[str, float] | None:
        """What its measures came to; None where that is not known, or of another study."""
        known = self.known()
        return None if known is None else known[0]

    def known(self) -> tuple[dict[str, float], float] | None:
        """The same with the seconds that it took."""
        try:
            found = json.loads(self.file.read_text("utf-8"))
            if found["digest"] != self.study.digest_of(self.arm, self.seed):
                return None
            figures = {
                name: math.nan if value is None else float(value)
                for name, value in found["figures"].items()
            }
            return figures, float(found["seconds"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    @property
    def lock(self) -> Path:
        """Held by the process that computes it."""
        return self.file.with_suffix(".lock")

    def compute(self) -> None:
        """Run it, measure it, and write what came out.

        Raises:
            Interrupted: by Ctrl-C.
            UserError: a measure is none of this run, with the name of the cell.
        """
        start = time.perf_counter()
        recipe = self.study.recipe_of(self.arm, self.seed)
        folder = self._trained(recipe) if recipe is not None and self.study.trains else None
        arm = None if recipe is None else Arm(recipe, folder)
        figures = {name: self._figure(name, arm) for name in self.study.measures}
        seconds = round(time.perf_counter() - start, 3)
        digest = self.study.digest_of(self.arm, self.seed)
        shown = {name: _shown(value) for name, value in figures.items()}
        text = json.dumps({"digest": digest, "figures": shown, "seconds": seconds}, indent=1)
        write_whole(self.file, text)

    def _figure(self, name: str, arm: Arm | None) -> float:
        measure = self.study.measures[name]
        fixed = {"arm": arm, "seed": self.seed}
        try:
            return measure.evaluate(
                lambda figure: _summary_figure(arm, figure), self.study.given_to(self.arm), fixed
            )
        except (UserError, FormulaError, ValueError) as error:
            where = "" if self.arm == ONLY else f" of variant {self.arm}"
            raise UserError(f"{self.study.path}: {name}{where}: {one_line(error)}") from error

    def _trained(self, recipe: Recipe) -> Path:
        """The folder of its run: as it lies there if it is this recipe's, else trained now."""
        from suite.training.run import run

        directory = RunDirectory(self.run_folder)
        text = recipe.to_yaml()
        # A run of another version of the study, or one that was killed in its first moments.
        if not (directory.recipe_yaml.is_file() and directory.recipe_yaml.read_text() == text):
            shutil.rmtree(self.run_folder, ignore_errors=True)
        if not directory.is_unfinished and directory.summary_json.is_file():
            return self.run_folder
        try:
            done = run(
                recipe, self.run_folder, resume=directory.is_unfinished, quiet=True, page=False
            )
        except RunFailure as error:
            raise RunFailure(f"{self.study.name}, {self.arm}, seed {self.seed}: {error}") from error
        if done.status == "interrupted":
            raise Interrupted
        return self.run_folder


def cells_of(study: StudyRecipe, folder: Path, seeds: range) -> list[Cell]:
    """Every arm with every seed: all arms of a seed before the next seed."""
    return [Cell(study, arm, seed, folder) for seed in seeds for arm in study.arms]


def _summary_figure(arm: Arm | None, name: str) -> float:
    if arm is None:
        raise UserError(f"`{name}` is a figure of a run, and nothing is run")
    summary = arm.run.summary
    known: Mapping[str, float | None] = {
        **summary.get("metrics", {}),
        "seconds": summary.get("seconds"),
    }
    if name not in known:
        hint = did_you_mean(close_names(name, known), ";")
        raise UserError(f"the run has no figure `{name}`{hint} it has: {', '.join(known)}")
    value = known[name]
    return math.nan if value is None else float(value)


def _shown(value: float) -> float | None:
    """A number as JSON has it; an infinite one stays what it is, as a text."""
    return None if math.isnan(value) else value
