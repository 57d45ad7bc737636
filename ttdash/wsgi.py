"""The application that gunicorn serves."""

import os

import django

from ttdash.web.bodies import Application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ttdash.settings")
django.setup(set_prefix=False)
application = Application()
