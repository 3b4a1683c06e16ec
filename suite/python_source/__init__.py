"""Python source read as syntax trees, never run: modules, signatures, docstrings."""
