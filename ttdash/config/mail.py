"""``EMAIL_URL`` → Django's settings for mail."""

from typing import Any
from urllib.parse import parse_qs, unquote

import environ
from django.core.exceptions import ImproperlyConfigured

from ttdash.config.environment import url_parts


def settings(url: str) -> dict[str, Any]:
    """The settings for the mail server that an address names; none without one. Its password is never repeated."""
    if not url:
        return {}
    parts = url_parts(url)
    if not (parts.scheme == "filemail" or (parts.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and parts.hostname)):
        raise ImproperlyConfigured(
            "EMAIL_URL must be of the form smtp+tls://user:password@mail.example.com:587?from=dashboard@example.com "
            "(or smtp+ssl://, smtp://)."
        )
    options = parse_qs(parts.query)
    if not options.keys() <= {"from"}:
        raise ImproperlyConfigured("EMAIL_URL takes one option, ?from=…: ports and TLS stand before it.")
    sender = options.get("from", [unquote(parts.username or "")])[0]
    if "@" not in sender:
        raise ImproperlyConfigured("EMAIL_URL must say from whom mails come: …?from=dashboard@example.com.")
    config: dict[str, Any] = environ.Env.email_url_config(url.partition("?")[0])
    return config | {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 10}
