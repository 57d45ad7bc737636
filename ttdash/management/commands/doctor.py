import logging
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, CheckMessage, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from ttdash.surroundings.examinations import EXAMINATIONS
from ttdash.web.reports import without_secrets


class Command(BaseCommand):
    help = "Says what is wrong with this installation, and what to do. Exit 1 where something does not work, else 0."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as the base class has it

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        logging.disable(logging.CRITICAL)  # what goes wrong is printed below, in a sentence
        try:
            found = {"settings": settings_checks()} | {name: list(ask()) for name, ask in EXAMINATIONS.items()}
        finally:
            logging.disable(logging.NOTSET)
        for name, messages in found.items():
            for message in messages:
                self.stdout.write(
                    without_secrets(f"{name}: {_word(message)}: {message.msg} {message.hint or ''}".rstrip())
                )
            if not messages:
                self.stdout.write(f"{name}: ok")
        if any(message.level >= ERROR for messages in found.values() for message in messages):
            raise CommandError("Something does not work.")


def settings_checks() -> list[CheckMessage]:
    """Django's own checks, those of libraries and ours; without a database those that ask none.

    With HTTPS=off it is reached over loopback alone, and what Django says of a deployment is no news.
    """
    try:
        found = run_checks(include_deployment_checks=settings.HTTPS, databases=["default"])
    except DatabaseError:
        found = run_checks(include_deployment_checks=settings.HTTPS)
    return [message for message in found if not message.is_silenced()]


def _word(message: CheckMessage) -> str:
    return "error" if message.level >= ERROR else "warning"
