"""Data as files: found, decoded, cached, and read back."""
