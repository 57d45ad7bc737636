"""The trace of every attempt to write, in Django’s LogEntry; and what was written since a moment."""
