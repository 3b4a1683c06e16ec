"""Damaged recipes: what `check` says of them, and whether `run` keeps its word."""
