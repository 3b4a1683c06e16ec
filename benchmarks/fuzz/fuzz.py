"""Damage recipes by number, and judge what becomes of each."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from benchmarks.fuzz import bases
from benchmarks.fuzz.judge import Verdict, judged
from benchmarks.fuzz.mutations import damaged, mutated

# Of so many damaged recipes about one is accepted.
_TRIES = 12


def checks(
    folder: Path, count: int, first: int = 0, seed: int = 0, say: Callable[[str], object] = print
) -> list[Verdict]:
    """So many damaged recipes through `check`."""
    texts, wholes = bases.written(), bases.whole()
    names, verdicts = list(texts), []
    plains = {name: bases.plain(text) for name, text in texts.items()}
    for number in range(first, first + count):
        draw, name = Random(f"{seed} {number}"), names[number % len(names)]
        kind = draw.choice(("text", "own", "own", "whole", "whole"))
        if kind == "text":
            text = damaged(texts[name], draw)
        else:
            tables = plains if kind == "own" else wholes
            text = bases.text(mutated(tables[name], list(tables.values()), draw))
        file = folder / "mutant.yaml"
        file.write_text(text, "utf-8")
        verdict = judged("check", str(file), seconds=30)
        verdicts.append(_told("check", number, name, text, verdict, say))
    say(_counted("check", verdicts))
    return verdicts


def runs(
    folder: Path, count: int, first: int = 0, seed: int = 0, say: Callable[[str], object] = print
) -> list[Verdict]:
    """So many of the damaged recipes that `check` accepts through `run`."""
    tables, verdicts = bases.small(folder), []
    for number, name, text in _accepted(folder, tables, count, first, seed):
        out = folder / "out"
        verdict = judged("run", str(folder / "mutant.yaml"), "--quiet", "--out", str(out), out=out)
        verdicts.append(_told("run", number, name, text, verdict, say))
        shutil.rmtree(out, ignore_errors=True)
    say(_counted("run", verdicts))
    return verdicts


def _accepted(
    folder: Path, tables: dict[str, dict], count: int, first: int, seed: int
) -> Iterator[tuple[int, str, str]]:
    names, found = list(tables), 0
    for number in range(first, first + count * _TRIES):
        draw = Random(f"run {seed} {number}")
        name = draw.choice(names)
        text = bases.text(bases.short(mutated(tables[name], list(tables.values()), draw)))
        (folder / "mutant.yaml").write_text(text, "utf-8")
        if judged("check", str(folder / "mutant.yaml"), seconds=30).status == 0:
            yield number, name, text
            found += 1
        if found == count:
            return


def _told(
    verb: str, number: int, name: str, text: str, verdict: Verdict, say: Callable[[str], object]
) -> Verdict:
    if verdict.fault:
        say(f"{verb} {number} ({name}): {verdict.fault}")
        say("".join(f"    {line}\n" for line in text.splitlines()[:80]))
    elif verb == "run" and verdict.status != 0:  # what `check` could not know, or does not yet
        said = verdict.err.strip().partition("\n")[0] or "given up, since it takes too long"
        say(f"{verb} {number} ({name}): {verdict.status}: {said[:300]}")
    return verdict


def _counted(verb: str, verdicts: list[Verdict]) -> str:
    counts = Counter("given up" if one.status is None else one.status for one in verdicts)
    faults = sum(one.fault is not None for one in verdicts)
    told = ", ".join(f"{key}: {counts[key]}" for key in sorted(counts, key=str))
    return f"{verb}: {len(verdicts)} recipes, exit statuses {told}; {faults} faults"
