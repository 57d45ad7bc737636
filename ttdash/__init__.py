"""The team around the clients: settings, sign-in, pages, the demonstration."""

__version__ = "0.1.0"
