"""A log line for every sign-in, sign-out and refused sign-in, however it was made."""

import logging
from typing import Any

from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.models import AbstractBaseUser, User
from django.dispatch import receiver

logger = logging.getLogger("ttdash.signin")


@receiver(user_logged_in)
def signed_in(user: AbstractBaseUser, **_: object) -> None:
    """Note who signed in."""
    logger.info("signed in: %s", user.get_username())


@receiver(user_logged_out)
def signed_out(user: AbstractBaseUser | None, **_: object) -> None:
    """Note who signed out."""
    if user is not None:
        logger.info("signed out: %s", user.get_username())


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], **_: object) -> None:
    """Note a sign-in that failed. A name that is nobody's is not repeated: people type passwords into that field."""
    name = str(credentials.get("username") or credentials.get("email") or "")
    known = "\0" not in name and User.objects.filter(username=name).exists()
    logger.warning("sign-in refused: %s", name if known else "an unknown name")
