"""Optimizers that ask for the loss of the whole training set."""
