"""What `doctor` asks of everything that the dashboard stands on, each a function that says what is wrong, in messages.

They are Django's check messages, but not registered: they ask over the network, and no command should wait for that. An
Error is what does not work, a Warning what will not some day. The hint says what to do.
"""

import secrets
import shutil
import smtplib
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from allauth.core.context import request_context
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004 - Django's name
from django.core.mail import get_connection
from django.db import DatabaseError, connection
from django.test import RequestFactory
from redis import RedisError

from clients_ui.reading import summary
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.wording import failures
from ttdash.config import environment
from ttdash.models import Host
from ttdash.signin.admission import PROVIDER
from ttdash.signin.provider import CompanyProvider
from ttdash.surroundings import database, hosts
from ttdash.surroundings.outages import Outage, outage_of

MOST_SECONDS_OFF: Final = 20
"""By which a clock may be wrong: a code of an authenticator app holds for 30."""
LEAST_FREE: Final = 200 * 1024 * 1024
"""Bytes that a disk should have left."""
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
DATABASE_DOWN: Final = "Look whether it runs, and whether DATABASE_URL names it; the server's own log says more."


def timetrack() -> Iterator[CheckMessage]:
    """Address, key and secret, and the clock, by TimeTrack's."""
    try:
        summary.probe()
        theirs = summary.clock()
    except TimeTrackError as error:
        what = " ".join([failures.cause(error), *error.details])
        yield Error(what, "Look at the three TIMETRACK_API_… settings, and at the network.", id="ttdash.E001")
    else:
        yield from _clock("TimeTrack", theirs)


def database_server() -> Iterator[CheckMessage]:
    """PostgreSQL or SQLite: whether it answers, has its migrations, takes a write, and what time it has."""
    try:
        missing = database.missing_migrations()
        if missing:
            names = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
            hint = f"Run {environment.COMMAND} migrate."
            yield Error(f"The database lacks migrations ({names}).", hint, id="ttdash.E002")
            return
        _write()
        yield from _clock("the database", _its_time())
    except DatabaseError as error:
        yield _of_database(error)


def _of_database(error: DatabaseError) -> CheckMessage:
    if outage_of(error) is Outage.DISK:
        what = "The database takes no write: its disk is full, or it may only be read."
        return Error(what, "Make room, or look whether this is the server that may be written to.", id="ttdash.E003")
    return Error(f"The database cannot be used ({_first_line(error)}).", DATABASE_DOWN, id="ttdash.E004")


def _write() -> None:
    """A write that leaves nothing, or where it is broken off what is in nobody's way and no host that serves."""
    database.write_a_little()
    row = Host.objects.create(name=secrets.token_urlsafe(), at=LONG_AGO, version="", key="", cache="")
    row.delete()


def _its_time() -> datetime | None:
    if connection.vendor != "postgresql":  # SQLite has this server's
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _clock(whose: str, theirs: datetime | None) -> Iterator[CheckMessage]:
    off = (datetime.now(UTC) - theirs).total_seconds() if theirs else 0
    if abs(off) > MOST_SECONDS_OFF:
        what = f"This server's clock is {abs(off):.0f} seconds {'ahead of' if off > 0 else 'behind'} that of {whose}."
        yield Warning(
            what, "Let NTP set it (timedatectl set-ntp true): codes and links hold by the clock.", id="ttdash.W004"
        )


def cache_server() -> Iterator[CheckMessage]:
    """Whether what is put into the cache comes out of it."""
    try:
        cache.set("doctor", "works", timeout=10)
        found = cache.get("doctor")
    except RedisError as error:
        what = f"The cache cannot be used ({_first_line(error)}): nobody can sign in."
        yield Error(what, "Look whether Redis runs, and whether CACHE_URL names it.", id="ttdash.E005")
    except DatabaseError:
        yield Error("The cache lies in the database, which cannot be used.", "Mend that.", id="ttdash.E005")
    else:
        if found != "works":
            yield Error("The cache forgets at once what it is given.", "Look at Redis's maxmemory.", id="ttdash.E005")


def mail() -> Iterator[CheckMessage]:
    """Whether the mail server takes us, where there is one."""
    if not settings.EMAIL_URL:
        return
    try:
        with get_connection():
            pass
    except (OSError, smtplib.SMTPException) as error:
        what = f"The mail server cannot be used ({type(error).__name__}): no link to a new password goes out."
        yield Error(what, "Look at EMAIL_URL: name, port, user and password.", id="ttdash.E006")


def company() -> Iterator[CheckMessage]:
    """Whether the company's provider of accounts answers with what it should, where there is one."""
    if not settings.OIDC_ISSUER:
        return
    request = RequestFactory().get("/")
    try:
        with request_context(request):
            _ = CompanyProvider(request, PROVIDER).openid_config
    except (OSError, OAuth2Error) as error:
        what = f"The provider of company accounts cannot be used ({_first_line(error)})."
        yield Error(what, "Look at OIDC_ISSUER, and whether this server reaches it.", id="ttdash.E007")


def disk() -> Iterator[CheckMessage]:
    """Room on this server, and where data lie here whether this process may write there."""
    folder = _folder_of_data()
    try:
        if folder:
            with tempfile.TemporaryFile(dir=folder):
                pass
    except OSError as error:
        what = f"{folder} takes no file ({error.strerror})."
        yield Error(what, "Make room, or let this user write there.", id="ttdash.E008")
    folder = folder or environment.WORKING_FOLDER
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        yield Warning(f"{folder} has {free // 1024**2} MiB left.", "Make room before it is full.", id="ttdash.W005")


def _folder_of_data() -> Path | None:
    """Where SQLite has its files; None where the database is elsewhere, and the program writes nothing."""
    name = settings.DATABASES["default"]["NAME"]
    return name.parent if isinstance(name, Path) else None


def several_hosts() -> Iterator[CheckMessage]:
    """What hosts that share a database have to agree on."""
    try:
        found = hosts.lately()
    except DatabaseError:
        yield Warning("Which hosts there are is in the database, which cannot be used.", "Mend that.", id="ttdash.W012")
        return
    mine = hosts.as_set()
    for what, said, hint, number in DIFFERENT:
        others = [host.name for host in found if getattr(host, what) != mine[what]]
        if what == "cache":  # a hash that is made with the key says nothing about who has another key
            others = [host.name for host in found if host.name in others and host.key == mine["key"]]
        if others:
            yield Warning(said.format(others=", ".join(others)), hint, id=f"ttdash.W{number}")
    if len(found) > 1 and connection.vendor == "sqlite":
        names = ", ".join(host.name for host in found)
        hint = "Set DATABASE_URL to a PostgreSQL that all of them reach: SQLite is for one host."
        yield Warning(f"Several hosts use this SQLite file: {names}.", hint, id="ttdash.W009")
    if len(found) > 1 and _own_cache():
        hint = "Set CACHE_URL to one Redis for all, or leave it empty: each counts wrong passwords alone."
        yield Warning("Several hosts share this database, and each has a cache of its own.", hint, id="ttdash.W010")
    if not settings.TRUSTED_PROXIES and (behind := [host.name for host in found if host.forwarded]):
        what = (
            f"X-Forwarded-For arrives at {', '.join(behind)} and TRUSTED_PROXIES is 0: all visitors have one address."
        )
        yield Warning(what, "Set TRUSTED_PROXIES to the number of proxies in front.", id="ttdash.W011")


def _own_cache() -> bool:
    """Whether the cache lies on this very host."""
    parts = environment.url_parts(str(settings.CACHES["default"]["LOCATION"]))
    return parts.scheme == "unix" or environment.is_loopback(parts.hostname or "")


DIFFERENT: Final = (
    (
        "key",
        "Another SECRET_KEY signs on {others}: who goes from one host to another is signed out.",
        "Give all hosts, and this command, the same SECRET_KEY.",
        "006",
    ),
    (
        "version",
        "Another version runs on {others}.",
        "Upgrade them too; side by side they work while an upgrade lasts.",
        "007",
    ),
    (
        "cache",
        "Another cache is set on {others}: wrong passwords are counted in several places.",
        "Give all hosts, and this command, the same CACHE_URL.",
        "008",
    ),
)
"""What hosts have to agree on, what to say of others, what to do, and the number of the message."""

EXAMINATIONS: Final[dict[str, Callable[[], Iterable[CheckMessage]]]] = {
    "TimeTrack": timetrack,
    "database": database_server,
    "cache": cache_server,
    "mail": mail,
    "company accounts": company,
    "disk": disk,
    "hosts": several_hosts,
}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
