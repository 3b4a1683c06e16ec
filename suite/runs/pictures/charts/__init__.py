"""The charts of a page, drawn by matplotlib for a projector: one figure each, 16:9."""
