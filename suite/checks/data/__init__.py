"""Checks of the training data and its targets by themselves."""
