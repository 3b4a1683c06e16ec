"""The settings of a run: each with its default and its text."""
