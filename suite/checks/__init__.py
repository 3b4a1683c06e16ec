"""What can be found before training: checks of the data, the compiled model and its first loss."""

from suite.checks.context import CheckContext, classes_of
from suite.checks.registry import CHECKS, DEEP_CHECKS, run_checks

__all__ = ["CHECKS", "DEEP_CHECKS", "CheckContext", "classes_of", "run_checks"]
