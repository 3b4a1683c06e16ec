"""A kind of fault from a public report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.doctor.fault import Fault, Patch
from benchmarks.doctor.public.bases import BASES


def kind(
    name: str,
    category: str,
    causes: str,
    source: str,
    families: str,
    patch: Patch,
    *,
    bases: Mapping[str, Patch] = BASES,
    **rest: Any,
) -> Fault:
    """A `Fault` of the public bases.

    Args:
        causes: right to name, the first is the best; separated by spaces.
        source: a question of StackOverflow, an issue of GitHub, a file of a benchmark.
        families: names of bases, separated by commas.
        patch: the same for all, or by family.
        bases: healthy recipes, or programs.
        rest: of `Fault`.
    """
    cause, *also = causes.split()
    places = tuple(family.strip() for family in families.split(","))
    return Fault(
        name,
        category,
        cause,
        patch,
        families=places,
        bases=bases,
        also=tuple(also),
        source=source,
        **rest,
    )
