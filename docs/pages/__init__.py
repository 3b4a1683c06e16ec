"""Pages of the site that are written from the source: what there is, is on them, and nothing else."""
