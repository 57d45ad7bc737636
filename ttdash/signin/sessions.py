"""Sessions lie in the database, each with the account in it and no column for it."""

from functools import cache
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from clients_ui.history.prepared import one, sql_of


class SessionStore(db.SessionStore):
    """Django's own, whose query is put together once."""

    def _get_session_from_db(self) -> Session | None:
        found = one(Session, _one_session(), self.session_key)
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


@cache
def _one_session() -> str:
    return sql_of(Session.objects.filter(session_key=""))


def end(account: int, but: str | None = None) -> None:
    """End every session of an account, except this one. All are looked into, since each might be its own."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but)
    theirs = [row.pk for row in alive.iterator() if row.get_decoded().get(SESSION_KEY) == str(account)]
    Session.objects.filter(pk__in=theirs).delete()
    UserSession.objects.filter(user_id=account).exclude(session_key=but).delete()


def end_with_activity(sender: type[User], instance: User, **kwargs: Any) -> None:  # noqa: ARG001
    """Where an account is switched off or on, whatever it had open is over, and stays over."""
    fields = kwargs.get("update_fields")
    if instance.pk is None or (fields is not None and "is_active" not in fields) or kwargs.get("raw"):
        return
    was = User.objects.filter(pk=instance.pk).values_list("is_active", flat=True).first()
    if was is not None and was != instance.is_active:
        end(instance.pk)
