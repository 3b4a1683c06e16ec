"""All faults from public reports."""

from __future__ import annotations

from benchmarks.doctor.fault import Fault
from benchmarks.doctor.public.data_faults import DATA_FAULTS
from benchmarks.doctor.public.definition_faults import DEFINITION_FAULTS
from benchmarks.doctor.public.training_faults import TRAINING_FAULTS
from benchmarks.doctor.public.unseen_definition import UNSEEN_DATA, UNSEEN_DEFINITION
from benchmarks.doctor.public.unseen_training import UNSEEN_TRAINING

PUBLIC_FAULTS: tuple[Fault, ...] = (
    *DATA_FAULTS,
    *DEFINITION_FAULTS,
    *TRAINING_FAULTS,
    *UNSEEN_DATA,
    *UNSEEN_DEFINITION,
    *UNSEEN_TRAINING,
)
