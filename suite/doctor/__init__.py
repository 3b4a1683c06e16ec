"""The doctor: from what a run left behind to the one cause that explains it."""

from suite.doctor.case import Case
from suite.doctor.diagnosis import Diagnosis
from suite.doctor.doctor import diagnose

__all__ = ["Case", "Diagnosis", "diagnose"]
