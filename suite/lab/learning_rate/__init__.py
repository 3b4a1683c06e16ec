"""The learning rate before a run: range test, and preview of a schedule."""
