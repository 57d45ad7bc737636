"""Ending sessions. Django keeps them in the database, without a column for the account."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone


def end(account: int, but: str | None = None) -> None:
    """End every session of an account, except this one. Only reading a session tells whose it is."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    theirs = [row.pk for row in alive.iterator() if row.get_decoded().get(SESSION_KEY) == str(account)]
    Session.objects.filter(pk__in=theirs).delete()
    UserSession.objects.filter(user_id=account).exclude(session_key=but).delete()


@receiver(pre_save, sender=User)
def end_with_activity(sender: type[User], instance: User, **kwargs: Any) -> None:  # noqa: ARG001
    """When an account is switched off or on, end whatever it had open, for good."""
    fields = kwargs.get("update_fields")
    if instance.pk is None or (fields is not None and "is_active" not in fields) or kwargs.get("raw"):
        return
    before = User.objects.filter(pk=instance.pk).values_list("is_active", flat=True).first()
    if before is not None and before != instance.is_active:
        end(instance.pk)
