"""One file per page. Reads come from `reading`, writes go through `saving`; no view contains `except`."""
