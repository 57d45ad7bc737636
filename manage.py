#!/usr/bin/env python3
"""``ttdash`` in a checkout of the repository."""

import sys

from ttdash.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
