"""What a model is made of: layers, shapes, parameters, multiply-adds, receptive fields."""

from suite.summary.model_summary import ModelSummary, Row
from suite.summary.receptive_field import ReceptiveField
from suite.summary.summarize import summarize

__all__ = ["ModelSummary", "ReceptiveField", "Row", "summarize"]
