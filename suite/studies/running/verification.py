"""What came of several studies: verdicts of statements, and the ledger of the lectures."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from suite.lectures.statements.statement import VERDICTS_JSON, Statement, statements
from suite.runs.files.write_whole import write_whole
from suite.studies.running.study_result import JudgedClaim, Study
from suite.studies.running.study_text import decided_by, study_text

# The worst word of several claims about a statement counts.
_RANK = ("holds", "undecided", "refuted")


@dataclass(frozen=True, eq=False)
class Verification:
    """Several studies.

    Args:
        studies: that came to their end.
        failed: name -> why, of the others.

    Example:
        >>> Verification([]).to_text()
        'no study'
    """

    studies: Sequence[Study]
    failed: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def words(self) -> dict[str, str]:
        """The verdict of each statement that some claim is about."""
        return {number: found[0][1].verdict.word for number, found in self.deciding.items()}

    @functools.cached_property
    def deciding(self) -> dict[str, list[tuple[Study, JudgedClaim]]]:
        """Of each statement the claims about it, the one with the worst verdict first."""
        found: dict[str, list[tuple[Study, JudgedClaim]]] = {}
        for study in self.studies:
            for judged in study.judged:
                for number in judged.claim.settings.id:
                    found.setdefault(number, []).append((study, judged))
        for claims in found.values():
            claims.sort(key=lambda one: -_RANK.index(one[1].verdict.word))
        return dict(sorted(found.items()))

    def to_text(self) -> str:
        """Every study with its figures and verdicts, and a count at the end."""
        if not self.studies and not self.failed:
            return "no study"
        parts = [study_text(study) for study in self.studies]
        parts += [f"{name}: failed: {reason}" for name, reason in self.failed.items()]
        return "\n\n\n".join([*parts, self.count_text()])

    def count_text(self) -> str:
        """`71 studies, 201 statements: 170 hold, 12 refuted, 19 undecided`."""
        words = list(self.words.values())
        said = [f"{words.count(word)} {'hold' if word == 'holds' else word}" for word in _RANK]
        number = len(self.studies)
        text = f"{number} stud{'y' if number == 1 else 'ies'}, {len(words)} "
        text += f"statement{'' if len(words) == 1 else 's'} of the lectures: {', '.join(said)}"
        return text + self._failed_text()

    def _failed_text(self) -> str:
        return f"; {len(self.failed)} could not be run" if self.failed else ""

    def write_ledger(self, path: Path) -> None:
        """Write the ledger of all statements, and the verdicts that `topics` shows."""
        write_whole(path, self.ledger())
        found = {
            number: {
                "word": claims[0][1].verdict.word,
                "studies": list(dict.fromkeys(study.recipe.name for study, _ in claims)),
                "by": f"{claims[0][1].claim.claim.text} ({decided_by(claims[0][1])})",
            }
            for number, claims in self.deciding.items()
        }
        write_whole(VERDICTS_JSON, json.dumps(found, indent=1) + "\n")

    def ledger(self) -> str:
        """The ledger as Markdown: what was refuted first, then every statement by topic."""
        lines = [
            "# The lectures, statement by statement",
            "",
            "Written by `python -m suite verify --ledger docs/lectures.md`: every verdict is that "
            "of a run of all studies. What a verdict means: `suite/studies/claims/verdict.py`.",
            "",
            f"{self.count_text()}.",
        ]
        lines += ["", "## Refuted", "", *self._reasons("refuted")]
        lines += ["", "## Undecided", "", *self._reasons("undecided")]
        lines += ["", "## Changed after a first look", "", *self._changes()]
        for lecture in dict.fromkeys(one.topic.partition("/")[0] for one in statements().values()):
            lines += [
                "",
                f"## {lecture}",
                "",
                "| id | statement | verdict | by |",
                "| --- | --- | --- | --- |",
            ]
            lines += [
                self._row(one)
                for one in statements().values()
                if one.topic.startswith(f"{lecture}/")
            ]
        return "\n".join(lines) + "\n"

    def _reasons(self, word: str) -> list[str]:
        """A line for each statement with a verdict: what was found, and why."""
        found = []
        for number, claims in self.deciding.items():
            study, judged = claims[0]
            if judged.verdict.word == word:
                settings = judged.claim.settings
                reason = settings.reason or study.recipe.settings.reason or ""
                says = statements()[number].says if number in statements() else ""
                found.append(
                    f"- **{number}** {says} `{judged.claim.claim.text}` "
                    f"({decided_by(judged)}). {' '.join(reason.split())} "
                    f"`study {study.recipe.name}`"
                )
        return found or ["None."]

    def _changes(self) -> list[str]:
        """What was changed in a study when its first figures were known."""
        known = [(one.recipe.name, one.recipe.settings.changed) for one in self.studies]
        return [f"- `{name}`: {' '.join(text.split())}" for name, text in known if text] or [
            "Nothing."
        ]

    def _row(self, statement: Statement) -> str:
        claims = self.deciding.get(statement.number)
        if claims is None:
            word = statement.kind if statement.kind != "measurable" else "not measured"
            return _cells(statement.number, statement.says, word, statement.why)
        study, judged = claims[0]
        by = f"`{judged.claim.claim.text}` ({decided_by(judged)}), `study {study.recipe.name}`"
        return _cells(statement.number, statement.says, judged.verdict.word, by)


def _cells(*texts: str) -> str:
    inside = (" ".join(text.replace("|", "\\|").split()) for text in texts)
    return f"| {' | '.join(inside)} |"
