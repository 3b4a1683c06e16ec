"""Which GPUs each worker of this machine gets."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence

from suite.errors import UserError


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
