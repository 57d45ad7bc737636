"""A lock against guessing: per account and address, in the shared cache, so that every worker knows of it.

At sign-in there are two: of the name that was typed, whoever has it or nobody, and of the account behind it, whose lock
shows in no answer: else the locks would tell which accounts there are.

Nobody can lock a colleague out from elsewhere, and whoever knows their password never has to wait because of others.
Each attempt is counted before it is checked, so that many at once get no further; a right one is taken off the count.
How many are allowed stands in settings.ACCOUNT_RATE_LIMITS.
"""

import ipaddress
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core import context, ratelimit
from allauth.core.internal import ratelimit as counting
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from ttdash.surroundings import hosts
from ttdash.surroundings.outages import NotCounted

LOCKED = gettext_lazy("Too many wrong passwords for this account from where you are. Try again in 15 minutes.")
UNKNOWN = "0.0.0.0"  # noqa: S104 - a socket file has no address; nothing is bound to this one


def folded(typed: str) -> str:
    """One spelling for all that differ in case or width alone."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold())


def allowed(request: HttpRequest, account: str) -> bool:
    """Whether one more attempt on this account may be made from here. Counts it. Raises NotCounted where it cannot."""
    if not settings.TRUSTED_PROXIES and "x-forwarded-for" in request.headers:
        hosts.forwarded()
    key = _key(request, account)
    if _are_too_many(request, "sprayed"):
        return False
    if ratelimit.consume(request, action="wrong_secret", key=key):
        return True
    if _are_too_many(request, "wrong_secret", key):
        return False
    raise NotCounted


def _are_too_many(request: HttpRequest, action: str, key: str | None = None) -> bool:
    """Whether as many are counted as are allowed.

    Allauth's `consume` says no as well where it waits in vain for its lock, which nobody takes away for ten seconds if
    it was set as the cache hung: that is no wrong password of anybody's. To look it needs none.
    """
    asked = {"app": "allauth.account", "action": action}
    for rate in counting.get_rates(**asked):
        counted = cache.get(counting.get_cache_key(request, rate=rate, key=key, **asked), [])
        if not counting.apply_rate(counted, time.time(), rate, dry_run=True)[0]:
            return True
    return False


def was_right(request: HttpRequest, *accounts: str) -> None:
    """Take an attempt off the count: it was no guess."""
    for account in accounts:
        ratelimit.clear(request, action="wrong_secret", key=_key(request, account))


def was_wrong(request: HttpRequest) -> None:
    """Count a wrong password from this address, whichever account it was tried on."""
    ratelimit.consume(request, action="sprayed")


@contextmanager
def attempt(account: str) -> Iterator[None]:
    """One attempt on this account, wrong if the block raises. ValidationError if there were too many; NotCounted."""
    if not allowed(context.request, account):
        raise ValidationError(LOCKED)
    yield
    was_right(context.request, account)


def _key(request: HttpRequest, account: str) -> str:
    of = counting.truncate_ip(address_of(request))  # of IPv6 a whole /64: one household's or office's
    return f"{account} from {of}"


def address_of(request: HttpRequest) -> str:
    """The visitor's address: as many entries from the right of X-Forwarded-For as proxies are trusted, else the peer's.

    Entries further left come from whoever sent the request, and prove nothing.
    """
    written = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    believed = written[-settings.TRUSTED_PROXIES :] if settings.TRUSTED_PROXIES else []
    candidates = [*believed[:1], request.META.get("REMOTE_ADDR", "")]
    return next(filter(None, map(_parsed, candidates)), UNKNOWN)


def _parsed(text: str) -> str:
    """The address without port and brackets, or "" for what is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
