"""What a run sets for the whole process."""
