"""What Django asks an engine for."""

from django.db.backends.postgresql import base

from ttdash.surroundings.places import Placed


class DatabaseWrapper(Placed, base.DatabaseWrapper):
    """Django's own."""
