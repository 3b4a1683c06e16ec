"""Measures of maps: how far a value sees, which layer feeds which."""
