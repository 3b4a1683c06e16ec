"""Sources of data: each module holds one function that returns a `Dataset`."""
