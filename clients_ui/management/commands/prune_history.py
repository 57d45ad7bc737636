from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from clients_ui.history import traces


class Command(BaseCommand):
    help = "Delete for good the history entries older than HISTORY_DAYS days (0: none). To be run daily."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        if not settings.HISTORY_DAYS:
            self.stdout.write("HISTORY_DAYS is 0: the history is kept for ever.")
            return
        gone = traces.forget_before(timezone.now() - timedelta(days=settings.HISTORY_DAYS))
        self.stdout.write(f"{gone} entries older than {settings.HISTORY_DAYS} days were deleted.")
