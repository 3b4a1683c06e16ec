"""Faults in plain Keras programs, which hand a compiled model and arrays to `suite.fit`."""
