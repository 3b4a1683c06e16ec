"""Several runs beside one another: what differs, and what came of it."""
