"""Outcomes, errors, findings and labels as sentences, for pages, messages, files and commands."""
