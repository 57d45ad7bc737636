"""No model holds a client: `Client` has no table, and only gives the permissions a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """What the permissions view, add, change and delete are about. Never registered, never queried."""

    name = models.TextField(_("name"))

    class Meta:
        managed = False
        verbose_name = _("client")
        verbose_name_plural = _("clients")

    def __str__(self) -> str:
        return self.name


class AttemptOutcome(models.TextChoices):
    """How an attempt to write ended, as the history stores it. The end of one that is still BEGUN is not known."""

    BEGUN = "begun"
    CREATED = "created"
    SAVED = "saved"
    DELETED = "deleted"
    GONE = "gone"
    NOT_SAVED = "not_saved"
    UNCLEAR = "unclear"


class Attempt(models.Model):
    """What the history is asked by, beside each LogEntry about a client.

    `client`: the client's id, where it is known. `read_back`: the entry's new values are what TimeTrack kept, as it was
    read after the write, and not only what was sent.
    """

    entry = models.OneToOneField("admin.LogEntry", models.CASCADE, primary_key=True, related_name="attempt")
    outcome = models.CharField(
        max_length=10, choices=AttemptOutcome.choices, default=AttemptOutcome.BEGUN, db_index=True
    )
    client = models.BigIntegerField(null=True, db_index=True)
    read_back = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.outcome}"


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

    def __str__(self) -> str:
        return f"{self.token}: {self.state}"


class Draft(models.Model):
    """What somebody typed into a form that was not sent on: sealed with a key that only their browser has."""

    key_hash = models.CharField(primary_key=True, max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key_hash
