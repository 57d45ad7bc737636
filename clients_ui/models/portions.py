"""Rows that live for a while."""

from typing import Any

from django.db import models

PORTION = 100
"""Rows that are cleared at once."""


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
