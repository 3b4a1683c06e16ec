"""The claims of a study: their language, and when one holds."""
