"""The doctor: from what a run left behind to the one cause that explains it."""

from suite.doctor.case import EPOCH_COLUMNS, Case
from suite.doctor.diagnosis import Diagnosis
from suite.doctor.doctor import diagnose

__all__ = ["EPOCH_COLUMNS", "Case", "Diagnosis", "diagnose"]
