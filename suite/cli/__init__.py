"""The command line: `main` runs a command, `parser` lists the verbs, a file each holds a verb."""
