"""A recipe as people see it: each of its settings with its default and its text."""
