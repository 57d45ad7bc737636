"""One table of boundaries: each number of the program just before it, at it and after it, by a moved clock or size.

The rows stand by subject in `ages`, `calls`, `sizes`, `pages` and `alike`; `test_boundaries` tries them, and says which
number has none.
"""
