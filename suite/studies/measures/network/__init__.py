"""Measures of what happens inside a network: signals forward, gradients backward, weights."""
