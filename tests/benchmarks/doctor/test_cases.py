"""The zoo of the doctor's benchmark: enough of it, each fault cited, each recipe taken."""

from __future__ import annotations

import json

import pytest
import yaml

from benchmarks.doctor.cases import all_cases
from benchmarks.doctor.programs.faults import PROGRAM_FAULTS
from benchmarks.doctor.public.faults import PUBLIC_FAULTS
from suite.doctor.cause import CAUSES
from suite.recipe import load

CASES = list(all_cases())
FIRST = [case for case in CASES if case.seed == 0]


def test_there_are_enough_of_them():
    faults = [case for case in FIRST if case.collection == "public" and case.fault]
    assert len(faults) >= 120
    assert len({case.name for case in faults}) >= 60
    from_files = [case for case in faults if ":" in case.recipe["model"]["kind"]]
    assert len(from_files) >= len(faults) / 2
    assert len([case for case in CASES if case.collection == "public" and not case.fault]) >= 150
    programs = [case for case in CASES if case.collection == "program"]
    assert len({case.name for case in programs if case.fault}) >= 24
    assert len([case for case in programs if not case.fault]) >= 40


def test_a_third_is_held_out_by_kind():
    kinds = {fault.name: fault.held_out for fault in PUBLIC_FAULTS}
    assert len(kinds) / 3 <= sum(kinds.values()) <= len(kinds) / 2


def test_each_fault_cites_a_report():
    assert [fault.name for fault in (*PUBLIC_FAULTS, *PROGRAM_FAULTS) if not fault.source] == []


def test_each_cause_is_one_that_the_doctor_can_name():
    named = {cause for case in CASES for cause in case.causes}
    assert named - CAUSES.keys() == set()


def test_each_fault_changes_its_twin():
    for fault in (*PUBLIC_FAULTS, *PROGRAM_FAULTS):
        for family in fault.families:
            faulty, twin = fault.recipes(family)
            assert faulty != twin, (fault.name, family)


def test_each_has_a_file_of_its_own():
    names = [case.file_name for case in CASES]
    assert len(set(names)) == len(names)


def test_each_faulty_run_has_a_healthy_twin():
    healthy = {(case.collection, case.family, case.name) for case in CASES if not case.fault}
    assert all((c.collection, c.family, c.twin) in healthy for c in CASES if c.fault)


@pytest.mark.parametrize("collection", ["own", "public"])
def test_the_suite_takes_every_recipe(tmp_path, collection):
    """A recipe that is refused is no run; those of nets from a file among them."""
    seen = set()
    for case in FIRST:
        text = json.dumps(case.recipe)
        if case.collection != collection or text in seen or "shipped" in case.recipe:
            continue
        seen.add(text)
        path = tmp_path / f"{len(seen)}.yaml"
        path.write_text(yaml.safe_dump(case.recipe), "utf-8")
        load(path)
    assert len(seen) > 150
