"""What the command line says of a run."""

from __future__ import annotations

from pathlib import Path

from suite.runs.files.file_forms import FindingJson
from suite.runs.run import Run
from suite.tables import aligned


def report_text(run: Run) -> str:
    """What a run came to: where it is, its figures, its diagnosis or else its findings."""
    lines = [f"{run.outcome}: {run.path}", *aligned(run.figures(), indent="  ")]
    if run.diagnosis is not None:
        return "\n".join([*lines, run.diagnosis.to_text()])
    return "\n".join([*lines, *_finding_lines(run.findings)])


def doctor_text(run: Run) -> str:
    """The diagnosis of a run, or that there is none and what was noticed all the same."""
    if run.diagnosis is not None:
        return run.diagnosis.to_text()
    return "\n".join(["nothing wrong found", *_finding_lines(run.findings)])


def closing_text(run: Run) -> str:
    """What the command line prints after a run: its report, and what to do next.

    Example:
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> directory = RunDirectory(Path("."))
        >>> directory.write_summary({"status": "failed"})
        >>> directory.write_recipe("model: mlp")
        >>> print(closing_text(Run(directory)))
        failed after 0 epochs: .
    """
    verbs = []
    if run.status == "interrupted":
        verbs.append("run --resume")
    if run.directory.model_keras.is_file():
        verbs.append("evaluate")
    if run.history.rows:
        verbs.append("report")
    commands = "\n      ".join(f"python -m suite {verb} {_quoted(run.path)}" for verb in verbs)
    lines = [report_text(run), *_needs_text(run), *([f"next: {commands}"] if verbs else [])]
    return "\n".join(lines)


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


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
