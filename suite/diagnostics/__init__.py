"""Diagnostics: the contract of plugins that measure inside the compiled step."""

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.finding import Finding
from suite.diagnostics.observers import Observers
from suite.diagnostics.step import Step

__all__ = ["Diagnostic", "Finding", "Observers", "Step"]
