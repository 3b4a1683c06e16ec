"""What is done with whole runs: range tests, previews, trials of a change, ensembles, sweeps."""
