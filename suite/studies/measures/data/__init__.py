"""Measures of what a model is given: its inputs, its batches."""
