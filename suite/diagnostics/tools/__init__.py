"""Tools for those who write diagnostics."""
