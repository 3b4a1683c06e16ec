"""What of a run is kept, and how it comes back."""
