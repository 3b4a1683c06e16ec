"""The HTML of a page."""
