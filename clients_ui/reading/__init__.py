"""What a page asks for: a query in, a listing or one client out. Raises `timetrack.errors.TimeTrackError`."""
