"""Formulas as people write them, parsed and never run as code: claims, measures, graphs."""

from suite.formula.formula import (
    Binary,
    Call,
    Compare,
    Formula,
    FormulaError,
    Indexed,
    Name,
    Number,
    Parameter,
    Text,
    Unary,
    walk,
)
from suite.formula.parse import parse

__all__ = [
    "Binary",
    "Call",
    "Compare",
    "Formula",
    "FormulaError",
    "Indexed",
    "Name",
    "Number",
    "Parameter",
    "Text",
    "Unary",
    "parse",
    "walk",
]
