"""Tables in files, read block by block: columns of numbers and of categories."""
