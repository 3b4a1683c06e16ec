"""Work in one folder that any number of processes share, on one machine or on several."""
