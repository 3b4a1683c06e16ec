"""Every run of the zoo, of all its collections."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.doctor.case import Case, Collection
from benchmarks.doctor.fault import Fault
from benchmarks.doctor.faults import FAULTS
from benchmarks.doctor.healthy import healthy_recipes
from benchmarks.doctor.programs.faults import PROGRAM_FAULTS
from benchmarks.doctor.programs.healthy import healthy_programs
from benchmarks.doctor.public.faults import PUBLIC_FAULTS
from benchmarks.doctor.public.healthy import public_healthy_recipes
from benchmarks.doctor.unseen import UNSEEN

# Rules and limits were chosen on the rest, without a look at this seed of our own faults.
HELD_OUT_SEED = 2
SEEDS = (0, 1, 2)
REPORTED_SEEDS = (0, 1)
# A variant has no fault to be compared with, so two runs of it will do.
_VARIANT_SEEDS = (0, 2)
_UNSEEN_SEEDS = (0, 1)
# A shipped recipe is run as it is.
_SHIPPED_SEEDS = (0,)

Healthy = Mapping[tuple[str, str], dict]


def all_cases() -> Iterator[Case]:
    """Every run, those of the first seed first."""
    yield from _own_cases()
    yield from _reported_cases("public", PUBLIC_FAULTS, public_healthy_recipes())
    yield from _reported_cases("program", PROGRAM_FAULTS, healthy_programs())


def _own_cases() -> Iterator[Case]:
    healthy = healthy_recipes()
    for seed in SEEDS:
        held_out = seed == HELD_OUT_SEED
        yield from _faulty("own", FAULTS, healthy, seed, held_out)
        if seed in _UNSEEN_SEEDS:
            yield from _faulty("own", UNSEEN, healthy, seed, held_out=True)
        for (family, name), recipe in healthy.items():
            if name.startswith("twin") or seed in _VARIANT_SEEDS:
                yield Case("own", name, family, seed, recipe, held_out=held_out)


def _reported_cases(
    collection: Collection, faults: Sequence[Fault], healthy: Healthy
) -> Iterator[Case]:
    for seed in REPORTED_SEEDS:
        yield from _faulty(collection, faults, healthy, seed)
        for (family, name), recipe in healthy.items():
            if family != "shipped" or seed in _SHIPPED_SEEDS:
                yield Case(collection, name, family, seed, recipe)


def _faulty(
    collection: Collection,
    faults: Sequence[Fault],
    healthy: Healthy,
    seed: int,
    held_out: bool = False,
) -> Iterator[Case]:
    names: dict[tuple[str, str], str] = {}
    for (family, name), recipe in healthy.items():
        names.setdefault((family, _text(recipe)), name)
    for fault, family in _first_places_first(faults):
        recipe, twin = fault.recipes(family)
        yield Case(
            collection,
            fault.name,
            family,
            seed,
            recipe,
            fault.causes,
            fault.category,
            fault.counts_anyway,
            names[family, _text(twin)],
            held_out or fault.held_out,
        )


def _first_places_first(faults: Sequence[Fault]) -> Iterator[tuple[Fault, str]]:
    """Each fault where it occurs: all of them in their first family, then in their second, ..."""
    for place in range(max(len(fault.families) for fault in faults)):
        for fault in faults:
            if place < len(fault.families):
                yield fault, fault.families[place]


def _text(recipe: dict) -> str:
    return json.dumps(recipe, sort_keys=True)
