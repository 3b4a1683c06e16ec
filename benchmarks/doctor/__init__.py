"""How often the doctor names the right cause, and how often it speaks where nothing is wrong."""
