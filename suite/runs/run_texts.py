"""What the command line says of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from suite.edit import Edit
from suite.lectures.lessons import LESSONS
from suite.runs.files.file_forms import FindingJson
from suite.runs.files.gaps import gaps
from suite.runs.numbers import show
from suite.runs.page.languages import phrases
from suite.runs.progress.spark import spark
from suite.runs.run import Run
from suite.screen import columns, folded, quoted, shows_blocks
from suite.tables import aligned

_LONGEST_CURVE, _SHORTEST_CURVE = 24, 6
_MOST_LAYERS = 8
# What diagnostics call their figures of all layers together.
_OF_THE_WHOLE = ("mean", "max", "last", "rms", "samples", "smallest_variance", "average", "median")


def report_text(run: Run) -> str:
    """What a run came to: where it is, its figures with their curves, and what went wrong.

    As wide as standard output is.
    """
    gone = "; its process is gone" if run.is_gone else ""
    lines = [f"{run.outcome}{gone}: {run.path}", *_figure_lines(run, columns())]
    if run.is_gone and run.directory.is_unfinished:
        lines.append(f"go on: python -m suite run --resume {quoted(run.path)}")
    lines += topic_lines(run)
    return "\n".join([*map(_in_columns, lines), doctor_text(run)])


def gaps_text(run: Run) -> str:
    """A line for each of the run's files that is missing or damaged.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished", "surface": "beale"})
        >>> print(gaps_text(Run(directory, is_forgiving=True)))
        files: recipe.yaml is missing.
        files: path.csv is missing.
    """
    return "\n".join(_in_columns(f"files: {gap}") for gap in gaps(run))


def doctor_text(run: Run, language: str = "en") -> str:
    """The diagnosis of a run, or that there is none and what was noticed all the same.

    Args:
        run: that has ended, or goes on.
        language: as `suite.language.LANGUAGES` has it.
    """
    if run.diagnosis is not None:
        text = run.diagnosis.to_text()
    else:
        text = "\n".join([_without_diagnosis(run), *_finding_lines(run.findings)])
    return _in_columns(phrases(language).lines(text))


def _without_diagnosis(run: Run) -> str:
    """What is to be said where the doctor names no cause."""
    if any(finding["severity"] != "note" for finding in run.findings):
        return "no single cause found; what was noticed:"
    return run.doubt or "nothing wrong found"


def closing_text(run: Run) -> str:
    """What the command line prints after a run: its report, and what to do next.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "failed"})
        >>> directory.write_recipe("model: mlp")
        >>> directory.write_findings([])
        >>> print(closing_text(Run(directory)))
        failed after 0 epochs: .
        nothing wrong found
    """
    lines = [report_text(run), *map(_in_columns, _needs_text(run))]
    if commands := list(_next_commands(run)):
        lines += ["what to do now:", *_command_lines(commands, columns())]
    if run.directory.report_html.is_file():
        lines.append(f"page: {run.directory.report_html}")
    return "\n".join(lines)


def _command_lines(commands: list[tuple[str, str]], width: int) -> list[str]:
    """A line a command, or two for each where one of them does not fit beside its purpose."""
    rows = [(f"{what}:", f"python -m suite {command}") for what, command in commands]
    lines = aligned(rows, indent="  ")
    if max(map(len, lines)) > width:
        lines = [line for what, command in rows for line in (f"  {what}", f"    {command}")]
    return list(map(_in_columns, lines))


def _next_commands(run: Run) -> Iterator[tuple[str, str]]:
    """What for, and the command without `python -m suite`."""
    path = quoted(run.path)
    edit = None if run.diagnosis is None else run.diagnosis.edit
    if run.status == "interrupted":
        yield "go on", f"run --resume {path}"
    if isinstance(edit, Edit) and run.directory.has_recipe:
        yield "change it", f"run {quoted(run.directory.recipe_yaml)} {quoted(edit.override)}"
        yield "try that first", f"doctor {path} --try"
    if run.directory.model_keras.is_file():
        yield "measure it", f"evaluate {path}"
    if run.history.rows and not run.directory.report_html.is_file():
        yield "look at it", f"report {path}"


def _figure_lines(run: Run, width: int) -> list[str]:
    """A line a figure; of what was measured each epoch, with its curve."""
    figures, measured = run.figures(), run.history.columns
    if len(run.history.rows) < 2:
        return aligned(figures, indent="  ")
    beside = sum(max(len(figure[part]) for figure in figures) for part in (0, 1)) + 6
    room = min(_LONGEST_CURVE, max(_SHORTEST_CURVE, width - beside))
    blocks = shows_blocks()
    curves = {name: spark(run.history.column(name), room, blocks=blocks) for name in measured}
    return aligned([(name, curves.get(name, ""), value) for name, value in figures], indent="  ")


def topic_lines(run: Run) -> list[str]:
    """What the run's topic is about, as it was measured last: a line for each diagnostic that the
    topic is looked at with.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "finished"})
        >>> directory.write_recipe("topic: init/zeros")
        >>> directory.log_measurement(19, "distinct_units", {"activation1": 1.0, "share/x": 0.02})
        >>> topic_lines(Run(directory))
        ['  init/zeros, distinct_units: activation1 1']
    """
    lines, told = [], set()
    for topic in str(run.recipe.get("topic") or "").split(","):
        lesson = LESSONS.get(topic.strip())
        for name in lesson.diagnostics if lesson else ():
            measured = run.measurements.of.get(name)
            last = {} if measured is None else _by_layer(measured.numbers)
            if last and name not in told:
                told.add(name)
                shown = [f"{layer} {show(value)}" for layer, value in last.items()]
                more = ", ..." if len(shown) > _MOST_LAYERS else ""
                said = ", ".join(shown[:_MOST_LAYERS]) + more
                lines.append(f"  {topic.strip()}, {name}: {said}")
    return lines


def _by_layer(numbers: Mapping[str, Mapping[int, float | None]]) -> dict[str, float]:
    """The last value of each layer; where there are none, of the whole."""
    last = {
        name: value
        for name, steps in numbers.items()
        if "/" not in name and (value := steps[max(steps)]) is not None
    }
    layers = {name: value for name, value in last.items() if name not in _OF_THE_WHOLE}
    return layers or last


def _needs_text(run: Run) -> list[str]:
    """What has to be imported before Keras opens the model, if that is anything."""
    found = run.summary.get("model")
    needs = found.get("needs") if isinstance(found, dict) else None
    if not isinstance(needs, dict) or not needs:
        return []
    layers: dict[str, list[str]] = {}
    for layer, part in needs.items():
        layers.setdefault(str(part), []).append(layer)
    shown = [
        f"{part.rpartition(':')[2]} ({names[0]}{', ...' if len(names) > 1 else ''})"
        for part, names in layers.items()
    ]
    ours = all(part.startswith("suite.") for part in layers)
    how = "`import suite` before Keras opens it" if ours else "your own files, or suite.Run.open"
    return [f"model.keras needs {how}, for {', '.join(shown)}"]


def _finding_lines(findings: list[FindingJson]) -> list[str]:
    """The findings, errors first, each with its edit below it."""
    order = {"error": 0, "warning": 1, "note": 2}
    lines = []
    for finding in sorted(findings, key=lambda finding: order.get(finding["severity"], 3)):
        since = "" if finding["step"] is None else f" (since step {finding['step']})"
        lines.append(f"{finding['severity']}: {finding['text']}{since}")
        if finding["edit"]:
            lines.append(f"  try: {finding['edit']}")
    return lines


def _in_columns(text: str) -> str:
    return folded(text, columns())
