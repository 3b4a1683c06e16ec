"""The process of a tracker, which follows what a run writes into its directory."""
