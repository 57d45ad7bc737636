"""What looks wrong with the settings themselves, as Django's checks: each command that checks says it, and `doctor`."""

import stat
from difflib import get_close_matches
from typing import Any, Final

import environ
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 - Django's name

from ttdash.config import environment

ELSEWHERE: Final = {"PORT"}
"""What is read from the environment, and not by the settings."""
LEAST_OF_TOKEN: Final = 16
"""Characters of a token that nobody guesses."""
ALIKE: Final = 0.85
"""How alike a foreign name has to be to count as a slip, from 0 to 1."""


@register()
def check_names(**_: Any) -> list[CheckMessage]:
    """Name what `.env` sets and no setting is called, and what in the environment is nearly called like one."""
    known = environment.known | ELSEWHERE
    strange = sorted({*environment.in_file, *environ.Env.ENVIRON} - known)
    return [found for name in strange if (found := _judged(name, known))]


@register()
def check_token(**_: Any) -> list[CheckMessage]:
    """A token that could be guessed opens the metrics to anybody."""
    if not 0 < len(settings.METRICS_TOKEN) < LEAST_OF_TOKEN:
        return []
    hint = f"Take one of {LEAST_OF_TOKEN} characters or more: openssl rand -hex 16 makes one."
    return [Warning("METRICS_TOKEN could be guessed.", hint, id="ttdash.W015")]


@register(deploy=True)
def check_env_file(**_: Any) -> list[CheckMessage]:
    """Name `.env` where every user of this machine may read the secrets in it."""
    file = environment.ENV_FILE
    if not environment.in_file & environment.SECRETS or not file.stat().st_mode & stat.S_IROTH:
        return []
    what = f"Every user of this machine may read the secrets in {file.name}."
    return [Warning(what, f"chmod 600 {file}, which belongs to the user who serves.", id="ttdash.W013")]


@register(deploy=True)
def check_name(**_: Any) -> list[CheckMessage]:
    """Miss the name by which browsers ask, where a proxy passes it on."""
    if not settings.TRUSTED_PROXIES or environment.text("ALLOWED_HOSTS"):
        return []
    what = "ALLOWED_HOSTS is not set: whoever asks for another name than localhost is answered with 400."
    return [Warning(what, "Write the name that browsers ask for.", id="ttdash.W014")]


def _judged(name: str, known: set[str]) -> CheckMessage | None:
    meant = get_close_matches(name.upper(), sorted(known), n=1, cutoff=ALIKE)
    if not meant and name not in environment.in_file:
        return None
    where = environment.ENV_FILE.name if name in environment.in_file else "the environment"
    hint = f"Write {meant[0]}, if that is meant." if meant else "Take it out, or look its name up in README, Settings."
    return Warning(f"{name} in {where} is no setting of the dashboard.", hint, id="ttdash.W003")
