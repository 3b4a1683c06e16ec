"""The folder of a run: chosen, claimed, locked, written."""
