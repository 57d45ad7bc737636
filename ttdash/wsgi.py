"""The application that gunicorn serves."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdash.settings")
django.setup(set_prefix=False)

from ttdash.web.bodies import Application  # noqa: E402 - bodies know which page takes a file, and so all pages

application = Application()
