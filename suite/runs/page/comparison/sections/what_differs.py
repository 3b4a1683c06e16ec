"""What the runs differ in: recipe, data, versions, machine, code."""

from __future__ import annotations

from collections import Counter

from suite.runs.numbers import show_metric
from suite.runs.page.charts.key_figures import KeyFigure, KeyFigures
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.differing import Differing, cell_of, mark_of, text_of

# So many runs stand beside one another; of more, each value is counted.
_MOST_COLUMNS = 8
_MOST_VALUES = 8
_MOST_NOTES = 12
_SINGULAR = (["machine"], ["code"])


def what_differs(runs: ComparedRuns) -> Section:
    """The first of a comparison's sections.

    Example:
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> RunDirectory(__import__("pathlib").Path(".")).write_summary({"status": "failed"})
        >>> what_differs(ComparedRuns(GivenRuns.among(["."]))).intro
        '1 run, failed. There is nothing to compare it with.'
    """
    parts: list[Part] = [KeyFigures(figures=_key_figures(runs))]
    if runs.notes:
        parts.append(Text(title="Not as it should be", items=_shortened(runs), severity="warning"))
    if runs.keys or runs.surroundings:
        parts.append(_table(runs))
    return Section(name="differences", title="What differs", intro=_intro(runs), parts=parts)


def counted_statuses(runs: ComparedRuns) -> str:
    """`12 runs: 10 finished, 2 failed`."""
    count = len(runs.runs)
    statuses = Counter(run.status for run in runs.runs)
    if len(statuses) == 1:
        (status,) = statuses
        return f"1 run, {status}" if count == 1 else f"{count} runs, all {status}"
    said = ", ".join(f"{number} {status}" for status, number in statuses.most_common())
    return f"{count} runs: {said}"


def differing_words(runs: ComparedRuns) -> str:
    """In a sentence: which keys differ, and what is the same."""
    if len(runs.runs) == 1:
        return "There is nothing to compare it with."
    parts = {part for part, _ in runs.surroundings}
    rest = ["data", "versions", "machine", "code"]
    others = [part for part in rest if part in parts]
    unknown = [part for part in rest if part not in parts | runs.recorded]
    same = [part for part in rest if part not in parts and part not in unknown]
    keys = [key.key for key in runs.choices]
    named = ", ".join(keys[:6]) + (f" and {len(keys) - 6} more" if len(keys) > 6 else "")
    alike = "They were built alike" if runs.are_of_code else "No key of their recipes differs"
    said = [f"They differ in {named}" if keys else alike]
    if others:
        verb = "differs" if others in _SINGULAR else "differ"
        said.append(f"{_listed(others)} {verb}{' as well' if keys else ''}")
    if same:
        said.append(f"{_listed(same)} {'is' if same in _SINGULAR else 'are'} the same")
    if unknown:
        said.append(f"of {_listed(unknown)} the runs have recorded nothing")
    return f"{'; '.join(said)}."


def _intro(runs: ComparedRuns) -> str:
    return f"{counted_statuses(runs)}. {differing_words(runs)}"


def _key_figures(runs: ComparedRuns) -> list[KeyFigure]:
    found = [KeyFigure(label="runs", value=str(len(runs.runs)))]
    if runs.best is not None and runs.metric is not None:
        value = runs.figure(runs.best)
        shown = "" if value is None else show_metric(value)
        found.append(KeyFigure(label=f"best {runs.metric}", value=shown, note=runs.best.label))
    keys = len(runs.choices)
    found.append(KeyFigure(label="keys that differ", value=str(keys)))
    if runs.sweep is not None:
        found.append(KeyFigure(label="sweep", value=runs.sweep.status))
    return found


def _shortened(runs: ComparedRuns) -> list[str]:
    more = len(runs.notes) - _MOST_NOTES
    return [*runs.notes[:_MOST_NOTES], *([f"And {more} more."] if more > 0 else [])]


def _table(runs: ComparedRuns) -> Table:
    rows: list[list[Cell]] = []
    beside = len(runs.runs) <= _MOST_COLUMNS
    of = "setup" if runs.are_of_code else "recipe"
    chosen = [(of, key) for key in runs.choices]
    # Last what only some runs have, since another key asks for it.
    others = [(of, key) for key in runs.keys if not key.is_choice]
    for part, one in [*chosen, *runs.surroundings, *others]:
        shown = [cell_of(value) for value in one.values] if beside else [_counted(one)]
        rows.append([part, one.key, *shown])
    columns = ["of", "key", *([run.label for run in runs.runs] if beside else ["values"])]
    reads = (
        "A row each thing that is not the same in all runs, first what somebody has chosen; - or "
        "an empty cell: a run has none, as an optimizer without momentum."
    )
    return Table(
        name="differences",
        title="Differences, defaults included",
        columns=columns,
        rows=rows,
        reads=reads,
        marked=frozenset(range(len(chosen))),
    )


def _counted(one: Differing) -> str:
    """`0.01 (3), 0.1 (4)`: the values with their runs, those of most first; of many numbers the
    smallest and the largest."""
    if one.is_numeric and len(one.distinct) > _MOST_VALUES:
        numbers = one.ordered
        return f"{text_of(numbers[0])} to {text_of(numbers[-1])} ({len(numbers)} values)"
    counts = Counter(mark_of(value) for value in one.values)
    texts = {mark_of(value): text_of(value) for value in one.values}
    common = counts.most_common(_MOST_VALUES)
    said = [f"{texts[mark]} ({number})" for mark, number in common]
    more = len(counts) - len(common)
    return ", ".join(said) + (f", and {more} more values" if more else "")


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
