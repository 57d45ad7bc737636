"""What a person asks of a file that they send: how to read it, which column is what, and cells typed anew."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from clients_ui.client.kinds import readable
from clients_ui.transfer.heads import COLUMNS
from clients_ui.transfer.matching import MATCHED_BY
from clients_ui.transfer.refused import MOST_COLUMNS
from clients_ui.transfer.table import Choices
from clients_ui.web.plans.answers import number


@dataclass(frozen=True, slots=True)
class Asked:
    """`columns`: column → parameter or "id", for a file whose heads are `heads`; `cells`: (row, column) → its text."""

    choices: Choices = field(default_factory=Choices)
    heads: str = ""
    columns: Mapping[int, str] = field(default_factory=dict)
    match: str | None = None
    clear: bool = False
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def chosen(self, head: Sequence[str]) -> Mapping[int, str] | None:
        """The columns as they were chosen; None where that was for other heads than these."""
        return self.columns if self.heads == heads_key(head) else None


def asked_by(posted: QueryDict) -> Asked:
    """What the form says. Raises BadRequest for what no page of ours sends."""
    match = posted.get("match", "")
    return Asked(
        Choices(
            encoding=posted.get("encoding") or None,
            separator=posted.get("separator") or None,
            sheet=posted.get("sheet") or None,
            head=number(posted.get("head", "")),
            hidden={"take": True, "skip": False}.get(posted.get("hidden", "")),
        ),
        heads=posted.get("heads", ""),
        columns=_columns(posted),
        match=match if match in MATCHED_BY else None,
        clear=posted.get("empty") == "clear",
        cells=_cells(posted.get("cells") or "[]"),
    )


def heads_key(head: Sequence[str]) -> str:
    """By which column heads are known again, here and in the browser that remembers what was chosen for them."""
    return hashlib.sha256(json.dumps(list(head)).encode()).hexdigest()[:32]


def amiss(file: "UploadedFile[bytes] | None", longest: int) -> str:
    """What is wrong with a file before it is looked into, as a sentence; "" for nothing."""
    if file is None:
        return gettext("Choose a file.")
    if (file.size or 0) > longest:
        return too_long(longest)
    return ""


def too_long(longest: int) -> str:
    """What is said of a file of more bytes than this."""
    said = gettext("This file is larger than {megabytes} MB. Split it, or leave columns out.")
    return said.format(megabytes=longest // 1024**2)


def file_of(request: HttpRequest) -> "UploadedFile[bytes] | None":
    """The file that came with a request."""
    file = request.FILES.get("file")
    return file if isinstance(file, UploadedFile) else None


def _columns(posted: QueryDict) -> dict[int, str]:
    chosen = {}
    for name, value in posted.items():
        at = number(name.removeprefix("column-"))
        if name.startswith("column-") and at is not None and value in COLUMNS:
            chosen[at] = str(value)
    return chosen


def _cells(text: str) -> dict[tuple[int, int], str]:
    try:
        return {(_whole(row), _whole(column, MOST_COLUMNS)): readable(typed) for row, column, typed in json.loads(text)}
    except (TypeError, ValueError, RecursionError) as error:
        raise BadRequest("Unreadable cells") from error


def _whole(number: Any, beyond: int = 10**18) -> int:
    if type(number) is not int or not 0 <= number < beyond:
        raise ValueError
    return number
