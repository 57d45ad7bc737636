"""The API of TimeTrack: one account, one transport, one repository.

Source of every fact: docs/timetrack-api.md.
"""
