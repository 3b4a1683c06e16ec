"""Activations that Keras does not have, and Keras's own with arguments."""
