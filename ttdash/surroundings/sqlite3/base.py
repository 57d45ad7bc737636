"""What Django asks an engine for."""

from django.db.backends.sqlite3 import base

from ttdash.surroundings.places import Placed


class DatabaseWrapper(Placed, base.DatabaseWrapper):
    """Django's own."""
