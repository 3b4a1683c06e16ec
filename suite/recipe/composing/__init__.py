"""One tree of values out of many texts: `extends`, overrides, references."""
