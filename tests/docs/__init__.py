"""The site: that it is built, whole, quick to load, and speaks of what there is."""
