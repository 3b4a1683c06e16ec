"""What a study has come to."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from suite.studies.claims.terms import ONLY, Figure
from suite.studies.claims.verdict import Verdict, judge
from suite.studies.definition.study_recipe import StudyClaim, StudyRecipe

Figures = Mapping[Figure, float]


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with its verdict.

    Args:
        claim: of the study.
        verdict: by all seeds.
        fails_in: of a claim about one variant: others, in which the same does not hold.
    """

    claim: StudyClaim
    verdict: Verdict
    fails_in: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Study:
    """The figures of a study, and what they say of its claims.

    Args:
        recipe: the study.
        path: its folder.
        seeds: the figures of each seed.
        status: `finished`, or `interrupted`: then without verdicts.
        seconds: that runs and measures took together.

    Example:
        >>> found = suite.study("init/zeros", "out", seeds=1, quiet=True)
        >>> found.judged[0].verdict.word
        'holds'
    """

    recipe: StudyRecipe
    path: Path
    seeds: list[Figures]
    status: str
    seconds: float = 0.0

    @functools.cached_property
    def judged(self) -> list[JudgedClaim]:
        """The claims with their verdicts; none before all seeds are measured."""
        if self.status != "finished":
            return []
        return [self._judged(claim) for claim in self.recipe.claims]

    def _judged(self, claim: StudyClaim) -> JudgedClaim:
        verdict = judge(claim.claim, self.seeds, exact=claim.is_exact)
        others = self._controls(claim)
        if verdict.word != "holds" or not others:
            return JudgedClaim(claim, verdict)
        fails = tuple(
            one
            for one in others
            if judge(claim.claim.of_variant(one), self.seeds, exact=claim.is_exact).word != "holds"
        )
        if not fails:
            reason = f"it also holds in {', '.join(others)}, without its cause"
            verdict = Verdict("undecided", reason, verdict.seeds, verdict.mean)
        return JudgedClaim(claim, verdict, fails)

    def _controls(self, claim: StudyClaim) -> list[str]:
        """The variants in which a claim about one variant must not hold.

        Of facts none must. Where two measures of one variant are compared, as an ensemble with its
        member, the second is what is left without the cause.
        """
        named, measures = claim.claim.variants, {one.measure for one in claim.claim.figures}
        if claim.is_exact or len(named) != 1 or named == [ONLY]:
            return []
        if claim.settings.control is not None:
            return [claim.settings.control]
        if len(measures) > 1:
            return []
        return [arm for arm in self.recipe.arms if arm not in named]

    def values(self, figure: Figure) -> list[float]:
        """A figure of each seed."""
        return [seed[figure] for seed in self.seeds]

    def words(self) -> dict[str, str]:
        """The verdict of each statement of the lectures that a claim is about; of several claims
        the worst."""
        rank = ["holds", "undecided", "refuted"]
        found: dict[str, str] = {}
        for judged in self.judged:
            for number in judged.claim.settings.id:
                known = found.get(number, "holds")
                found[number] = max(known, judged.verdict.word, key=rank.index)
        return found

    def to_json(self) -> dict[str, Any]:
        """What stands in study.json."""
        recipe = self.recipe
        return {
            "study": recipe.name,
            "title": recipe.settings.title,
            "topics": list(recipe.topics),
            "status": self.status,
            "seeds": len(self.seeds),
            "seconds": round(self.seconds, 1),
            "variants": {}
            if recipe.arms == [ONLY]
            else {a: recipe.edits_of(a) for a in recipe.arms},
            "measures": {name: one.text for name, one in recipe.measures.items()},
            "figures": {str(one): self.values(one) for one in recipe.figures if self.seeds},
            "claims": [
                {
                    "id": judged.claim.settings.id,
                    "claim": judged.claim.claim.text,
                    **asdict(judged.verdict),
                    "fails_in": list(judged.fails_in),
                    "why": judged.claim.settings.reason or recipe.settings.reason or "",
                }
                for judged in self.judged
            ],
        }

    def __repr__(self) -> str:
        words = [one.verdict.word for one in self.judged]
        counted = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        return f"<Study {self.recipe.name}: {counted or self.status}, {self.path}>"
