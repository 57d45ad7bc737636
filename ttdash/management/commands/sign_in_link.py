import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ttdash.signin.names import account_of
from ttdash.signin.one_time import sign_in_path
from ttdash.signin.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Prints a link that signs this account in, once, within 24 hours; a second factor is asked for all the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--url", help="the address of the dashboard, such as https://dashboard.example.com")
        parser.add_argument("--reset-second-factor", action="store_true", help="take the account's second factors away")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        account = account_of(options["username"])
        if account is None:
            raise CommandError(f"There is no account {options['username']!r}.")
        if not account.is_active:
            raise CommandError(f"The account {account.username!r} is not active.")
        if options["reset_second_factor"]:
            reset_second_factor(account)
        address = (options["url"] or own_address()).rstrip("/")
        self.stdout.write(f"{address}{sign_in_path(account)}")


def own_address() -> str:
    """Where browsers find this server, as far as its settings say."""
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    return f"https://{host}" if settings.HTTPS else f"http://{host}:{os.environ.get('PORT', '8000')}"
