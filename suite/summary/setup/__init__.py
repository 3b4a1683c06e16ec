"""What a run is made of, read from the compiled model: layers, optimizer, loss, plan."""

from suite.summary.setup.describe_setup import describe_setup
from suite.summary.setup.plan import Plan

__all__ = ["Plan", "describe_setup"]
