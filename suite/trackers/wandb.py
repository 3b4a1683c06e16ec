"""Weights & Biases."""

from __future__ import annotations

import contextlib
import netrc
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from suite.trackers._tracker import TrackedRun, Tracker, told

_LEVELS = {"error": "ERROR", "warning": "WARN", "note": "INFO"}
# 255 is what W&B shows as killed.
_EXIT_CODES = {"finished": 0, "failed": 1}


class Wandb(Tracker):
    """Runs of Weights & Biases: online for who is logged in, else files for `wandb sync`.

    WANDB_MODE, WANDB_PROJECT, WANDB_ENTITY and the other variables of the environment hold, as
    ever. Offline runs lie in the run directory: `wandb sync DIR/track/wandb/offline-run-*`.

    Args:
        project: null is WANDB_PROJECT, or the name of the recipe.
        entity: the team; null is the user's own.
        mode: `auto`: WANDB_MODE; without it `online` where there is a key (WANDB_API_KEY, or by
            `wandb login`), else `offline`.
        tags: of the run.

    Example:
        >>> Wandb(project="digits", mode="offline").project
        'digits'
    """

    package = "wandb"
    install = "keras-training-suite[wandb]"
    lag = 30.0  # another process of W&B's writes the file

    def __init__(
        self,
        project: str | None = None,
        entity: str | None = None,
        mode: Literal["auto", "online", "offline"] = "auto",
        tags: Sequence[str] = (),
    ) -> None:
        if mode not in ("auto", "online", "offline"):
            raise ValueError(
                f"Argument `mode` must be auto, online or offline. Received: mode={mode}"
            )
        self.project, self.entity, self.mode, self.tags = project, entity, mode, tuple(tags)

    def open(self, run: TrackedRun) -> str:
        os.environ.setdefault("WANDB_ERROR_REPORTING", "false")
        import wandb

        self._run = wandb.init(
            project=self.project or os.environ.get("WANDB_PROJECT") or run.recipe_name,
            entity=self.entity,
            group=run.group,
            name=run.name,
            tags=self.tags or None,
            id=run.id,
            resume="allow",
            mode=self._mode,
            dir=run.folder,
            config=run.settings,
            settings=wandb.Settings(
                console="off", silent=True, disable_code=True, x_stats_pid=os.getppid()
            ),
        )
        # Not W&B's own step: a run that is resumed, or goes back after a NaN, would be refused.
        self._run.define_metric("step")
        self._run.define_metric("*", step_metric="step")
        return str(self._run.id)

    @property
    def _mode(self) -> str:
        if self.mode != "auto":
            return self.mode
        return os.environ.get("WANDB_MODE") or ("online" if has_key() else "offline")

    def log(self, step: int, values: Mapping[str, float]) -> None:
        self._run.log({**values, "step": step})

    def finding(self, finding: Mapping[str, Any]) -> None:
        title = f"{finding['severity']}: {finding['diagnostic']}"
        self._run.alert(title, told(finding), level=_LEVELS.get(finding["severity"], "INFO"))

    def finish(self, status: str, figures: Mapping[str, float], files: Sequence[Path]) -> None:
        self._run.summary.update({**figures, "status": status})
        for file in files:
            self._run.save(str(file), base_path=str(file.parent), policy="now")
        self._run.finish(exit_code=_EXIT_CODES.get(status, 255))


def has_key() -> bool:
    """Whether somebody has logged in to W&B on this machine."""
    if os.environ.get("WANDB_API_KEY"):
        return True
    address = os.environ.get("WANDB_BASE_URL") or "https://api.wandb.ai"
    file = Path(os.environ.get("NETRC") or "~/.netrc").expanduser()
    with contextlib.suppress(OSError, netrc.NetrcParseError):
        return netrc.netrc(file).authenticators(urlsplit(address).hostname or "") is not None
    return False
