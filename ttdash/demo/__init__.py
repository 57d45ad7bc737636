"""What `make run` needs: an environment and accounts."""
