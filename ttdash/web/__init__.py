"""What every page has: headers, bodies, frame, language, static files, request log, reports, health."""
