"""Damage the files of a run directory in every way, and see what each verb says."""
