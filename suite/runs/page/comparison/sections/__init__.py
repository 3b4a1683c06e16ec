"""What a comparison shows: a function each section."""
