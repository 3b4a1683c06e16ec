"""What the studies of the lectures measured, kept for the site: `python docs/pages/study_figures.py runs/verify`.

The site judges and draws from these figures, and runs nothing.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from suite.recipe.text.shipped import shipped_studies  # noqa: E402
from suite.studies.definition.load_study import load_study  # noqa: E402
from suite.studies.running.study_result import Study  # noqa: E402

FIGURES = Path(__file__).with_name("study-figures.json")
_DIGITS = 9  # facts are compared with a tolerance of 1e-6


def keep(folder: Path) -> None:
    """Write the figures of all studies that lie in a folder of `verify`."""
    lines = []
    for path in sorted(folder.glob("*/*/study.json")):
        found = json.loads(path.read_text("utf-8"))
        figures = {
            name: [float(f"{value:.{_DIGITS}g}") for value in values]
            for name, values in found["figures"].items()
        }
        kept = {"seeds": found["seeds"], "figures": figures}
        lines.append(f"{json.dumps(found['study'])}: {json.dumps(kept)}")
    FIGURES.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


@functools.cache
def studies() -> Mapping[str, Study]:
    """Every shipped study with the figures that are kept, by its name."""
    kept = json.loads(FIGURES.read_text("utf-8"))
    return {name: _study(name, kept[name]) for name in shipped_studies() if name in kept}


def _study(name: str, kept: Mapping) -> Study:
    recipe = load_study(name)
    known = {figure: kept["figures"].get(str(figure)) for figure in recipe.figures}
    seeds = [
        {figure: values[seed] for figure, values in known.items() if values is not None}
        for seed in range(kept["seeds"])
    ]
    return Study(recipe, recipe.path, seeds, "finished")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
