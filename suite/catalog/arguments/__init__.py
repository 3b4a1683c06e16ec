"""What the arguments of a component may be, read from its source."""
