"""Verbs that tell what there is, or begin something new."""
