"""What a study measures: a function each, by theme."""
