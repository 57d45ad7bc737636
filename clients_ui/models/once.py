"""What is done once, however often it is asked for: the tokens of forms and of rows, and the names being created."""

from django.conf import settings
from django.db import models

from clients_ui.models.history import BulkRun
from clients_ui.models.portions import InPortions


class EndedForms(models.Model):
    """When a person's sessions were ended: forms that they were shown before are worth nothing since."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="ended_forms"
    )
    at = models.DateTimeField()


class FormToken(models.Model):
    """A form that may create a client once: its token, what became of it, and the client's id; nothing of the client.

    In the database, whatever the cache is: all workers must know it, and none may forget it.
    """

    class State(models.TextChoices):
        """`UNDER_WAY` long after its page's deadline is an attempt whose end nobody saw."""

        UNDER_WAY = "under way"
        CREATED = "created"
        UNCLEAR = "unclear"

    token = models.CharField(primary_key=True, max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNDER_WAY)
    created_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    objects = InPortions.as_manager()


class RowState(models.TextChoices):
    """What became of a row; `transfer.row_tokens` says how it gets from one state to another."""

    UNDER_WAY = "under way"
    DONE = "done"
    CLASH = "clash"
    UNCLEAR = "unclear"
    OPEN = "open"


class RowToken(models.Model):
    """One row of a file, which is done once.

    In it lies nothing of a client but the id: `file` is a keyed hash of the file's digest and sheet, `written` one of
    each value, by its parameter. `holder`: the claim that holds it. `at`: since when, by the database's clock.
    """

    file = models.CharField(max_length=64)
    row = models.BigIntegerField()
    state = models.CharField(max_length=10, default=RowState.UNDER_WAY)
    written = models.JSONField(default=dict)
    client = models.BigIntegerField(null=True)
    run = models.ForeignKey(BulkRun, models.SET_NULL, null=True, related_name="tokens")
    holder = models.CharField(max_length=22)
    at = models.DateTimeField(db_index=True)
    objects = InPortions.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("file", "row"), name="one_token_of_a_row"),)


class NameClaim(models.Model):
    """Somebody is creating a client of this name: a keyed hash of the folded name, never the name itself.

    `holder`: the attempt that holds it. `at`: since when, by the database's clock. `unclear`: the attempt is over, and
    whether it created anything is not known.
    """

    name_hash = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    holder = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    unclear = models.BooleanField(default=False)
