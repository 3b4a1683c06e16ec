"""The page of a run: one file that shows what happened."""
