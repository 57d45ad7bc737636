"""SQLite for Django, with places."""
