"""The `transfer` block of a recipe: where weights come from, and which of them are trained."""

from suite.training.assembly.transfer.rate_groups import RateGroups
from suite.training.assembly.transfer.source import prepare_source
from suite.training.assembly.transfer.transfer import Transfer

__all__ = ["RateGroups", "Transfer", "prepare_source"]
