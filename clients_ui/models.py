"""No model holds a client: `Client` has no table, and only gives the permissions a name."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clients_ui.client.record import FIELDS, Field, Value

PORTION = 100
"""Rows that are cleared at once."""
Pairs = Mapping[str, tuple[Value, Value] | None]
"""Parameter → old and new value; None where values are not stored."""


class Client(models.Model):
    """What the permissions view, add, change and delete are about. Never registered, never queried."""

    name = models.TextField(_("name"))

    class Meta:
        managed = False
        verbose_name = _("client")
        verbose_name_plural = _("clients")


EXPORT, MARK, UNMARK = 4, 5, 6
"""A LogEntry's `action_flag` for clients that were taken out as a file, for a finding that is fine as it is, and for
one that is not any more; Django's own are 1 to 3."""


class AttemptOutcome(models.TextChoices):
    """How an attempt ended, as the history stores it. The end of one that is still BEGUN is not known."""

    BEGUN = "begun"
    CREATED = "created"
    SAVED = "saved"
    DELETED = "deleted"
    GONE = "gone"
    NOT_SAVED = "not_saved"
    UNCLEAR = "unclear"
    EXPORTED = "exported"
    BROKEN_OFF = "broken off"
    NOTED = "noted"


class Change(NamedTuple):
    """One field that was to be written: its value before, and the new one as far as is known."""

    field: Field
    old: Value
    new: Value


class RunKind(models.TextChoices):
    """What many writes at once were."""

    IMPORT = "import"
    CHANGE = "change"
    DELETE = "delete"
    MERGE = "merge"
    UNDO = "undo"


class BulkRun(models.Model):
    """Many writes that somebody approved at once: who, what kind, how many. No file name, no value of a client.

    `file`: a keyed hash of the file's digest and sheet. `rows`: how many were approved. `at`: when it last did
    something. Each row that ended well is counted once, in the transaction that writes down its end.
    """

    key = models.CharField(primary_key=True, max_length=32)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    file = models.CharField(max_length=64, default="")
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="undone_by")
    begun_at = models.DateTimeField(default=timezone.now, db_index=True)
    at = models.DateTimeField(default=timezone.now)
    ended = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    saved = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)

    @property
    def done(self) -> int:
        """How many rows ended well."""
        return self.created + self.saved + self.unchanged + self.deleted


class RowOfRun(NamedTuple):
    """What a write is a part of: the run's key, the row's number, and the claim of its `RowToken`."""

    run: str
    row: int
    claim: str


class Exported(NamedTuple):
    """What was taken out as a file: the list's query as its URL has it, the format, and how many clients so far.

    `selected`: so many were selected one by one; 0 for all that the query lists.
    """

    query: str
    format: str
    number: int
    selected: int = 0


class Attempt(models.Model):
    """What the history is asked by, beside each LogEntry about a client or about a file with clients.

    `client`: the client's id, where it is known. `read_back`: the entry's new values are what TimeTrack kept, as it was
    read after the write, and not only what was sent. `run`, `row` and `claim`: of what it is a part, if of anything.
    """

    entry = models.OneToOneField("admin.LogEntry", models.CASCADE, primary_key=True, related_name="attempt")
    outcome = models.CharField(max_length=10, default=AttemptOutcome.BEGUN, db_index=True)
    client = models.BigIntegerField(null=True, db_index=True)
    read_back = models.BooleanField(default=False)
    run = models.ForeignKey(BulkRun, models.SET_NULL, null=True, db_index=False, related_name="attempts")
    row = models.BigIntegerField(null=True)
    claim = models.CharField(max_length=22, default="", db_default="")

    class Meta:
        indexes = (models.Index(fields=("run", "row"), name="attempts_of_a_run"),)

    @cached_property
    def pairs(self) -> Pairs:
        """The fields in the entry's `change_message`; none where it was not written by us."""
        try:
            fields = json.loads(self.entry.change_message)["fields"]
            return {name: pair for name, pair in fields.items() if name in FIELDS and (pair is None or len(pair) == 2)}
        except (ValueError, TypeError, LookupError, AttributeError):
            return {}

    @cached_property
    def exported(self) -> Exported | None:
        """What was taken out as a file; None where the entry is about something else."""
        if self.entry.action_flag != EXPORT:
            return None
        return Exported(**json.loads(self.entry.change_message)["export"])

    @cached_property
    def finding(self) -> str:
        """The word of the finding that is fine as it is, or not any more; "" of an entry about something else."""
        if self.entry.action_flag not in {MARK, UNMARK}:
            return ""
        return str(json.loads(self.entry.change_message)["finding"])

    @property
    def changes(self) -> list[Change]:
        """What was to be written, field by field."""
        return [Change(FIELDS[name], *(pair or (None, None))) for name, pair in self.pairs.items()]

    @property
    def before(self) -> set[int] | None:
        """The clients of such a name that were there before a creation that is begun; None where it does not say."""
        try:
            return {*json.loads(self.entry.change_message)["before"]}
        except (ValueError, TypeError, LookupError):
            return None

    @property
    def has_values(self) -> bool:
        """Whether old and new values are stored."""
        return None not in self.pairs.values()

    @property
    def revertible(self) -> bool:
        """Whether its old values can be put back."""
        return self.has_values and self.outcome == AttemptOutcome.SAVED


class InPortions(models.QuerySet[Any, Any]):
    """Rows that live for a while, and are cleared a portion at a time by whoever adds one."""

    def clear_some(self) -> None:
        """Delete some of these, so that nobody has to wait for all."""
        self._clear_portion()

    def clear_all(self) -> int:
        """Delete all of these, a portion after the other; how many there were."""
        number = 0
        while cleared := self._clear_portion():
            number += cleared
        return number

    def _clear_portion(self) -> int:
        portion = [*self.values_list("pk", flat=True)[:PORTION]]
        self.model.objects.filter(pk__in=portion).delete()
        return len(portion)


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


class ListColumns(models.Model):
    """Which columns a person has in the list: their parameters, with commas between them."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    columns = models.CharField(max_length=500)


class SavedView(models.Model):
    """A search that a person has given a name: nothing but the query of its URL, and nobody else's."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="one_view_of_a_name"),)
        ordering = ("pk",)


class Draft(models.Model):
    """What somebody typed into a form that was not sent on: sealed with a key that only their browser has."""

    key_hash = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    objects = InPortions.as_manager()
