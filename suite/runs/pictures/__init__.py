"""The pictures that runs leave behind."""
