"""From which address a request comes, as far as the proxies in front are to be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - a socket file has no address; nothing is bound to this one


def address_of(request: HttpRequest) -> str:
    """The visitor's address: as many entries from the right of X-Forwarded-For as proxies are trusted, else the peer's.

    Entries further left come from whoever sent the request, and prove nothing.
    """
    written = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    believed = written[-settings.TRUSTED_PROXIES :] if settings.TRUSTED_PROXIES else []
    candidates = [*believed[:1], request.META.get("REMOTE_ADDR", "")]
    return next((found for found in map(_parsed, candidates) if found), UNKNOWN)


def neighbourhood(request: HttpRequest) -> str:
    """What counts as one address: with IPv6 a whole /64, which is what one household or office gets."""
    address = address_of(request)
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _parsed(text: str) -> str:
    """The address without port and brackets, or "" for what is none."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
