import logging
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from clients_ui.reading import summary
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.wording import failures


class Command(BaseCommand):
    help = "Say in one sentence whether TimeTrack answers at the address of the settings; exit 0 or 1."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as the base class has it

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        host = urlsplit(settings.TIMETRACK_API_URL).netloc
        logging.getLogger("timetrack").setLevel(logging.CRITICAL)  # one sentence, and it is printed below
        started = monotonic()
        try:
            summary.probe()
        except TimeTrackError as error:
            raise CommandError(f"{host}: {failures.sentence(error)} ({_ms(started)} ms)") from None
        said = _("%(host)s answers and accepts the key and the secret (%(ms)d ms).")
        self.stdout.write(said % {"host": host, "ms": _ms(started)})


def _ms(started: float) -> int:
    return round((monotonic() - started) * 1000)
