"""One module per page. Reads come from `reading`, writes go through `writing`; no view contains `except`."""
