"""Make the database of a stock project with so many of the sandbox's clients, and one superuser.

PEER_DATABASE=file python -m peer.fill NUMBER PASSWORD
"""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peer.settings")
django.setup()

from django.contrib.auth.models import User
from django.core.management import call_command

from peer.models import Client
from ttdash.sandbox import many_clients


def main() -> None:
    """Make the tables and fill them."""
    number, password = sys.argv[1:]
    call_command("migrate", run_syncdb=True, verbosity=0)
    Client.objects.bulk_create((Client(**row) for row in many_clients(int(number))), batch_size=2_000)
    User.objects.create_superuser("edith", password=password)


if __name__ == "__main__":
    main()
