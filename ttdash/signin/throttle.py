"""A lock against guessing: per account and address, in the shared cache, so that every worker knows of it.

Nobody can lock a colleague out from elsewhere, and whoever knows their password never has to wait because of others.
Each attempt is counted before it is checked, so that many at once get no further; a right one is taken off the count.
"""

from allauth.core import ratelimit
from django.http import HttpRequest

from ttdash.signin.addresses import neighbourhood

# Their names in settings.ACCOUNT_RATE_LIMITS
WRONG_SECRET = "wrong_secret"  # noqa: S105 - a name
SPRAYED = "sprayed"


def allowed(request: HttpRequest, account: str) -> bool:
    """Whether one more attempt on this account may be made from here. Counts it."""
    if not ratelimit.consume(request, action=SPRAYED, dry_run=True):
        return False
    return bool(ratelimit.consume(request, action=WRONG_SECRET, key=_key(request, account)))


def was_right(request: HttpRequest, account: str) -> None:
    """Take an attempt off the count: it was no guess."""
    ratelimit.clear(request, action=WRONG_SECRET, key=_key(request, account))


def was_wrong(request: HttpRequest) -> None:
    """Count a wrong password from this address, whichever account it was tried on."""
    ratelimit.consume(request, action=SPRAYED)


def _key(request: HttpRequest, account: str) -> str:
    return f"{account} from {neighbourhood(request)}"
