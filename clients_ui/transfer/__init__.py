"""Files in and out: a file is read into a table, a table becomes a plan, and a plan is done row by row.

Nothing here writes but through `writing`, and no file is kept.
"""
