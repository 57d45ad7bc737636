"""Environment → settings."""
