"""What a team would build in an afternoon instead: Django's own admin over a table of its own with the same clients."""
