"""What the team has said of its data: two that look alike and are two, and what is fine as it is."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class NotDuplicate(models.Model):
    """Somebody said that two clients that look alike are two: their ids, the lower one first, and nothing else of them.

    No number of a row is given twice, so that count and sum of them tell whether any came or went (`told_apart`).
    """

    a = models.BigIntegerField()
    b = models.BigIntegerField(db_index=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("a", "b"), name="one_mark_of_a_pair"),)


class FineAsItIs(models.Model):
    """A finding that somebody looked at, and that is right as it is: for the whole team, until its values change.

    Nothing of a client but its id: `kind` is the word of the finding, `digest` a keyed hash of the values it is of.
    """

    client = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "kind"), name="one_mark_of_a_kind"),)
