from ttdash.formats.de.formats import *  # noqa: F403

THOUSAND_SEPARATOR = "\xa0"
