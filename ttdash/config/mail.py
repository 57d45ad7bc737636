"""``EMAIL_URL`` → Django's settings for mail."""

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SCHEMES: Final = ("smtp", "smtp+tls", "smtp+ssl", "filemail")
FORM: Final = (
    "{} must be of the form smtp+tls://user:password@mail.example.com:587?from=dashboard@example.com "
    "(or smtp+ssl://, smtp://)."
)


def settings(name: str, url: str) -> dict[str, Any]:
    """The settings for the mail server that an address names; none without one. Its password is never repeated."""
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        usable = parts.scheme in SCHEMES and (parts.scheme == "filemail" or bool(parts.hostname)) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ImproperlyConfigured(FORM.format(name))
    query = parse_qs(parts.query)
    user = parts.username or ""
    sender = query.get("from", [user.replace("%40", "@")])[0]
    if "@" not in sender:
        raise ImproperlyConfigured(f"{name} must say from whom mails come: …?from=dashboard@example.com.")
    config: dict[str, Any] = environ.Env.email_url_config(url.partition("?")[0])
    return config | {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 10}
