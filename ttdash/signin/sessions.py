"""Sessions: logged when they begin and end, ended with their account's activity, cleared when they are over."""

import logging

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, user_logged_in, user_logged_out
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from clients_ui.writing import form_tokens
from ttdash.models import OneTimeLink

logger = logging.getLogger("ttdash.signin")
MOST_CLEARED = 100  # by one sign-in


def end(account: int, but: str | None = None) -> None:
    """End every session of an account, except this one, and every form. Only reading a session tells whose it is."""
    form_tokens.end(account)
    alive = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    theirs = [row.pk for row in alive.iterator() if row.get_decoded().get(SESSION_KEY) == str(account)]
    Session.objects.filter(pk__in=theirs).delete()
    UserSession.objects.filter(user_id=account).exclude(session_key=but).delete()


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


@receiver(user_logged_in)
def log_sign_in(user: AbstractBaseUser, **_: object) -> None:
    """Note who signed in, however they did."""
    logger.info("signed in: %s", user.get_username())


@receiver(user_logged_out)
def log_sign_out(user: AbstractBaseUser | None, **_: object) -> None:
    """Note who signed out."""
    if user is not None:
        logger.info("signed out: %s", user.get_username())
