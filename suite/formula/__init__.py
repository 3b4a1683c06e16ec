"""Formulas as people write them, parsed and never run as code: claims, measures, graphs."""

from suite.formula.formula import (
    Assignment,
    Binary,
    Call,
    Compare,
    Formula,
    FormulaError,
    Indexed,
    List,
    Name,
    Number,
    Parameter,
    Text,
    Unary,
    walk,
)
from suite.formula.parse import parse, parse_assignments

__all__ = [
    "Assignment",
    "Binary",
    "Call",
    "Compare",
    "Formula",
    "FormulaError",
    "Indexed",
    "List",
    "Name",
    "Number",
    "Parameter",
    "Text",
    "Unary",
    "parse",
    "parse_assignments",
    "walk",
]
