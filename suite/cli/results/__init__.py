"""Verbs about what training has left."""
