"""What the diagnostics measured: a picture each, and a rule for those of strangers."""
