"""Diagnostics: the contract of plugins that measure inside the compiled step."""

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.finding import Finding
from suite.diagnostics.observers import Observers
from suite.diagnostics.step import Step
from suite.edit import Edit

__all__ = ["Diagnostic", "Edit", "Finding", "Observers", "Step"]
