from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from clients_ui.transfer import broken_off, row_tokens
from clients_ui.web import drafts
from clients_ui.wording import failures
from clients_ui.writing import form_tokens, name_claims, unfinished
from ttdash.signin import sessions
from ttdash.surroundings import hosts

HELD = timedelta(hours=1)
"""For so long at most one host keeps the others from doing the same: one that was killed cannot set them free."""
CLAIM = "upkeep"


class Command(BaseCommand):
    help = (
        "Daily housekeeping, on one host or on all: find out at TimeTrack what became of writes whose end nobody saw, "
        "remove sessions and tokens that are over, and history older than HISTORY_DAYS. Exit 1 without TimeTrack."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        hosts.still_here()
        if not cache.add(CLAIM, "under way", HELD.total_seconds()):
            self.stdout.write("Another host, or another process here, is at it: nothing was done.")
            return
        try:
            self._keep_up()
        finally:
            cache.delete(CLAIM)

    def _keep_up(self) -> None:
        found = unfinished.find_out()
        rows = broken_off.settle_all()
        self.stdout.write(
            f"Attempts that stayed begun: {found.known} found out, {found.never} never will be, {found.waiting} wait. "
            f"Rows of runs that were broken off: {rows} ended."
        )
        self.stdout.write(f"Sessions that were over: {sessions.forget_over()} removed.")
        old = form_tokens.forget_old() + row_tokens.forget_old() + name_claims.forget_old() + drafts.forget_old()
        self.stdout.write(f"Old tokens, claims and drafts: {old} removed.")
        call_command("prune_history", stdout=self.stdout)
        if found.error:
            raise CommandError(f"{failures.sentence(found.error)} {found.waiting} attempts wait for the next time.")
