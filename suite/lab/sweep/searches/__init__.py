"""How a sweep chooses what each trial tries: a search per file."""
