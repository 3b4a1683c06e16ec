"""Verbs that train: one run, many of them, one by several processes."""
