"""Measures of functions by themselves: gates, activations, losses, and their gradients."""
