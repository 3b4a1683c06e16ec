"""The files of a run: written whole, and read as what they should be."""
