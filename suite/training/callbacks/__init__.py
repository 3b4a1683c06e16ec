"""Callbacks in a run: their calls, states, files and faults."""
