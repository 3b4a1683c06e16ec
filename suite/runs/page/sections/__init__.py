"""What a page shows: a function each section."""
