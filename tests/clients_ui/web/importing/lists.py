"""Lists as somebody chooses them on the import page."""

PAGE = "/clients/import/"
HEAD = "Name;E-mail;Phone"


def as_csv(*lines, head=HEAD):
    """The bytes of a CSV file, as Excel writes it."""
    return "\r\n".join([head, *lines]).encode("utf-8-sig")
