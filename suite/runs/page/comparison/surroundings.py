"""What a run depends on beside its recipe: data, versions, machine, code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suite.runs.page.comparison.compared_run import ComparedRun
from suite.runs.page.comparison.differing import Differing, differing


def surroundings(run: ComparedRun) -> dict[str, dict[str, Any]]:
    """What its files say, by the part of it: `data`, `model`, `versions`, `machine`, `code`.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.run_record import RunRecord
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_recipe("model: mlp")
        >>> directory.write_summary({"status": "finished", "versions": {"keras": "3.15.1"}})
        >>> surroundings(ComparedRun("a", RunRecord(directory)))["versions"]
        {'keras': '3.15.1'}
    """
    summary: dict[str, Any] = dict(run.record.summary)
    known: tuple[str, ...] = ("device", "platform", "xla")
    machine: dict[str, Any] = {name: summary[name] for name in known if name in summary}
    code = {
        f"{key}: {file}": digest
        for key, files in _mapping(run.identity, "code").items()
        for file, digest in files.items()
    }
    return {
        "data": _mapping(run.identity, "data"),
        "model": {f"{name} parameters": n for name, n in _mapping(summary, "parameters").items()},
        "versions": _mapping(summary, "versions"),
        "machine": {**machine, **_mapping(summary, "variables")},
        "code": code,
    }


def differing_surroundings(runs: Sequence[ComparedRun]) -> list[tuple[str, Differing]]:
    """What is not the same everywhere, each with the part that it belongs to."""
    found = [surroundings(run) for run in runs]
    return [
        (part, one)
        for part in (found[0] if found else ())
        for one in differing([parts[part] for parts in found])
    ]


def recorded_surroundings(runs: Sequence[ComparedRun]) -> set[str]:
    """The parts of which any of the runs has recorded something; that there is no code of the
    user's is something."""
    found = {part for run in runs for part, said in surroundings(run).items() if said}
    return found | ({"code"} if any("code" in run.identity for run in runs) else set())


def _mapping(said: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = said.get(key)
    return dict(value) if isinstance(value, Mapping) else {}
