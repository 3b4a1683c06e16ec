"""What can be found before training: checks of the data, the compiled model and its first loss."""

from suite.checks.registry import CHECKS, DEEP_CHECKS, Check, run_checks
from suite.checks.support.context import CheckContext, classes_of

__all__ = ["CHECKS", "DEEP_CHECKS", "Check", "CheckContext", "classes_of", "run_checks"]
