"""The plan of many writes as a page shows it, and carrying it out: package by package for a script, or by a button."""
