"""The import page, but for its view: what is asked of a file, what it would do and what was done, and what is shown."""
