"""What the dashboard stands on: database, cache, disk. What is wrong with them, and who is told how."""
