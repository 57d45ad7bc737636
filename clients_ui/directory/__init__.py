"""All clients of the account in this worker’s memory: read, caught up, searched."""
