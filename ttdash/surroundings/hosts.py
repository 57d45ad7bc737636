"""The hosts that share this database: each notes what the others have to agree with, of secrets a hash."""

import logging
import socket
from datetime import timedelta
from threading import Event
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ttdash import __version__
from ttdash.models import Host

LATELY: Final = timedelta(days=2)
"""Where nobody asks for /readyz, a host that serves writes here as it starts, and then once a day."""
logger = logging.getLogger(__name__)
_forwarded = Event()  # X-Forwarded-For came to this process


def note() -> None:
    """Write down that this host is here, and how it is set. Raises DatabaseError where the database takes no write."""
    Host.objects.update_or_create(name=socket.gethostname(), defaults=as_set() | {"at": timezone.now()})


def note_anew() -> None:
    """The same as the server starts: what was seen before it may be mended."""
    Host.objects.filter(name=socket.gethostname()).update(forwarded=False)
    note()


def still_here() -> None:
    """Note that this host is there yet, as it was set when it started: for its daily upkeep."""
    Host.objects.filter(name=socket.gethostname()).update(at=timezone.now())


def as_set() -> dict[str, str]:
    """What hosts have to agree on; the hash of a key is one that only who has the key can make."""
    return {
        "version": __version__,
        "key": _hash("key"),
        "cache": _hash(f"cache {settings.CACHES['default']['LOCATION']}"),
    }


def lately() -> list[Host]:
    """The hosts that were here within two days, this one included if it serves."""
    return list(Host.objects.filter(at__gte=timezone.now() - LATELY).order_by("name"))


def forwarded() -> None:
    """Note that requests come from a proxy that is not trusted: a line in the log, once, and for `doctor`."""
    if _forwarded.is_set():
        return
    _forwarded.set()
    logger.warning("X-Forwarded-For arrives and TRUSTED_PROXIES is 0: all visitors have the proxy's address.")
    Host.objects.filter(name=socket.gethostname()).update(forwarded=True)


def _hash(what: str) -> str:
    return salted_hmac("ttdash.hosts", what, algorithm="sha256").hexdigest()
