"""What a sweep's folder says of the sweep as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from suite.errors import UserError
from suite.runs.directory.several_seeds import seed_folder
from suite.runs.files.damage import read_json, read_yaml
from suite.runs.files.file_forms import SeedsJson, SweepJson


@dataclass(frozen=True)
class Swept:
    """A sweep, beside its runs.

    Args:
        path: its folder.
        name: of its recipe.
        status: running, finished or interrupted.
        metric: that it looks at.
        larger_is_better: whether it looks for the largest value.
        keys: that it changes, in their order.
        logarithmic: those of them that it draws on a logarithmic scale.
        lost: a sentence for each trial that has left no run.
        stopped: the folders of the trials that were stopped before their end, with `paused` or
            `pruned`.

    Example:
        >>> Swept(Path("out"), "rates", "finished", "val_loss", False, ["seed"]).metric
        'val_loss'
    """

    path: Path
    name: str
    status: str
    metric: str
    larger_is_better: bool
    keys: Sequence[str] = ()
    logarithmic: frozenset[str] = frozenset()
    lost: Sequence[str] = ()
    stopped: Mapping[Path, str] = field(default_factory=dict)


def read_swept(path: Path) -> Swept:
    """The sweep in a folder.

    Raises:
        UserError: `sweep.json` is damaged.
    """
    state = read_json(path / "sweep.json", SweepJson, default=SweepJson(trials=[]))
    said: dict[str, Any] = dict(state)
    over = _over(path)
    lost = [
        f"{path.name}, trial {trial['number']:03}: {trial['status']}"
        f"{': ' * bool(trial.get('reason'))}{trial.get('reason', '').partition(chr(10))[0]}"
        for trial in state["trials"]
        if not (path / "trials" / f"{trial['number']:03}").is_dir()
    ]
    return Swept(
        path,
        str(said.get("recipe") or path.name),
        str(said.get("status", "interrupted")),
        str(said.get("metric") or "val_accuracy"),
        said.get("direction") != "min",
        list(over),
        frozenset(key for key, one in over.items() if _is_logarithmic(one)),
        lost,
        {
            path.resolve() / "trials" / f"{trial['number']:03}": trial["status"]
            for trial in state["trials"]
            if trial["status"] in ("paused", "pruned")
        },
    )


def lost_seeds(path: Path) -> list[str]:
    """A sentence for each of several seeds that has left no run: it was refused.

    Example:
        >>> lost_seeds(Path("nothing"))
        []
    """
    nothing = SeedsJson(status="interrupted", count=1, seeds=[], figures={})
    try:
        state = read_json(path / "summary.json", SeedsJson, default=nothing)
    except UserError as error:
        return [f"{error}"]
    return [
        f"{path.name}, seed {one['seed']}: {one['status']}"
        f"{': ' * ('reason' in one)}{one.get('reason', '').partition(chr(10))[0]}"
        for place, one in enumerate(state["seeds"])
        if not seed_folder(path, one.get("number", place)).is_dir()
    ]


def _over(path: Path) -> dict[str, Any]:
    """The keys of the sweep with their values; none where its recipe cannot be read."""
    try:
        sweep = read_yaml(path / "recipe.yaml").get("sweep")
    except UserError:
        return {}
    over = sweep.get("over") if isinstance(sweep, dict) else None
    return over if isinstance(over, dict) else {}


def _is_logarithmic(values: Any) -> bool:
    return isinstance(values, dict) and values.get("scale") == "log"
