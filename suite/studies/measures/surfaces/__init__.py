"""Measures of optimizers on surfaces, and of surfaces themselves."""
