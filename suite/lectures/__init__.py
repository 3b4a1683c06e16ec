"""What the lectures teach, and what of it runs."""
