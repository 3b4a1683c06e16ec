"""Tests of the HTML of a page."""
