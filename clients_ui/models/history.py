"""What was done: each attempt to write, and the runs of many writes that somebody approved at once."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from clients_ui.client.record import FIELDS, Field, Value

Pairs = Mapping[str, tuple[Value, Value] | None]
"""Parameter → old and new value; None where values are not stored."""
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
