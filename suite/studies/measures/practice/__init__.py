"""Measures of what is done around a training: searches, folds, transfer."""
