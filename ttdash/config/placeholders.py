"""Settings for jobs that serve nobody: collecting static files, type checks, a look for missing migrations.

They take nothing from the environment or ``.env``, so they need no value, stop at no bad one and can show no secret.
"""

import os
from pathlib import Path

import environ

from ttdash.config import environment

environ.Env.ENVIRON = dict(environment.PLACEHOLDERS)
environment.ENV_FILE = Path(os.devnull)

from ttdash.settings import *  # noqa: E402, F403 - only now
