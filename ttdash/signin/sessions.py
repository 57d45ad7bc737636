"""Sessions: logged when they begin and end, ended with their account's activity, cleared when they are over."""

import logging
from datetime import timedelta
from typing import Any

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.stages import LoginStage
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, user_logged_in, user_logged_out
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from clients_ui.writing import form_tokens
from ttdash.models import OneTimeLink

logger = logging.getLogger("ttdash.signin")
MOST_CLEARED = 100  # by one sign-in
SURELY_THERE = timedelta(days=1)
"""Age from which a list entry of a session that is not there is no sign-in that has just begun."""


def end(account: int, but: str | None = None) -> None:
    """End every session of an account, except this one, every sign-in that waits for a code, and every form.

    Only reading a session tells whose it is.
    """
    form_tokens.end(account)
    alive = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    theirs = [row.pk for row in alive.iterator() if _is_of(account, row.get_decoded())]
    Session.objects.filter(pk__in=theirs).delete()
    UserSession.objects.filter(user_id=account).exclude(session_key=but).delete()


def _is_of(account: int, session: dict[str, Any]) -> bool:
    """Whether somebody is signed in with an account, or half-way there, of which allauth keeps a number to base 36."""
    half_way = (session.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
    return session.get(SESSION_KEY) == str(account) or half_way == user_pk_to_url_str(User(pk=account))


class StillTheirs(LoginStage):
    """A step of each sign-in, after the second factor: whose password was changed since it began begins anew.

    Django ends the sessions of a password that is no more; a sign-in that waits for a code is none yet.
    """

    key = "still_theirs"

    def __init__(self, *args: Any) -> None:
        """Stages are made when a sign-in begins and when it goes on: what is kept at first stays."""
        super().__init__(*args)
        self.began_with = self.state.setdefault("began_with", self._now())

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Go on, or lead back to the beginning."""
        if constant_time_compare(self.began_with, self._now()):
            return None, True
        messages.warning(self.request, _("Your password was changed meanwhile. Sign in once more."))
        return redirect("account_login"), False

    def _now(self) -> str:
        return str(self.login.user.get_session_auth_hash()) if isinstance(self.login.user, User) else ""


@receiver(pre_save, sender=User)
def end_with_activity(instance: User, **_: object) -> None:
    """An account switched off or on: end whatever it had open, links included; with a new password: its forms."""
    before = User.objects.filter(pk=instance.pk)
    if before.exclude(is_active=instance.is_active).exists():
        end(instance.pk)
        OneTimeLink.objects.filter(account=instance.pk).delete()
    elif before.exclude(password=instance.password).exists():
        form_tokens.end(instance.pk)  # Django itself ends the sessions


@receiver(user_logged_in)
def clear_expired(**_: object) -> None:
    """At every sign-in remove some of the sessions that are over: more than it makes, so that they never pile up."""
    expired = Session.objects.filter(expire_date__lt=timezone.now())
    over = list(expired.values_list("pk", flat=True)[:MOST_CLEARED])
    Session.objects.filter(pk__in=over).delete()
    UserSession.objects.filter(session_key__in=over).delete()


def forget_over() -> int:
    """Remove every session that is over, and what a person's list says of sessions that are not there; how many."""
    number, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    listed = UserSession.objects.filter(last_seen_at__lt=timezone.now() - SURELY_THERE)
    listed.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return number


@receiver(user_logged_in)
def log_sign_in(user: AbstractBaseUser, **_: object) -> None:
    """Note who signed in, however they did."""
    logger.info("signed in: %s", user.get_username())


@receiver(user_logged_out)
def log_sign_out(user: AbstractBaseUser | None, **_: object) -> None:
    """Note who signed out."""
    if user is not None:
        logger.info("signed out: %s", user.get_username())
