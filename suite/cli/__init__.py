"""The command line: its verbs, and the parser that knows their arguments."""
