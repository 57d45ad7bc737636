"""The clients of a TimeTrack account, as pages.

A request walks one way: urls → views → reading | saving → repository → transport → TimeTrack.
"""
