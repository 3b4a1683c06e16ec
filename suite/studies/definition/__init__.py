"""From the file of a study to what is run."""
