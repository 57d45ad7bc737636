"""``OIDC_…`` → what allauth and `company` need to know of the company's provider of accounts."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from ttdash.config import environment
from ttdash.team.roles import ROLES

NEEDED: Final = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
FURTHER: Final = ("OIDC_ALLOWED_DOMAINS", "OIDC_ROLE_CLAIM", "OIDC_ROLE_MAP", "OIDC_CREATE_ACCOUNTS")


def issuer() -> str:
    """The provider's address, or "" where there is none. Raises ImproperlyConfigured for half of what it needs."""
    present = [name for name in (*NEEDED, *FURTHER) if environment.text(name)]
    missing = [name for name in NEEDED if name not in present]
    if not present:
        return ""
    if missing:
        raise ImproperlyConfigured(f"{present[0]} is set and {missing[0]} is not: {', '.join(NEEDED)} go together.")
    return environment.api_url("OIDC_ISSUER", "https://login.example.com/realms/company").rstrip("/")


def providers(address: str) -> dict[str, Any]:
    """Allauth's setting for the one provider, called "company" in its callback's path."""
    if not address:
        return {}
    app = {
        "provider_id": "company",
        "name": "company",
        "client_id": environment.header("OIDC_CLIENT_ID"),
        "secret": environment.header("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": address, "oauth_pkce_enabled": True, "fetch_userinfo": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def domains(name: str) -> list[str]:
    """Mail domains, separated by commas. Raises ImproperlyConfigured for what is none."""
    found = [domain.lower().removeprefix("@") for domain in environment.words(name)]
    for domain in found:
        if not environment.HOST.fullmatch(domain) or domain[0] in "*.[":
            raise ImproperlyConfigured(f"{name} holds {domain!r}, which is no mail domain such as example.com.")
    return found


def role_map(name: str) -> dict[str, str]:
    """``value=Role`` pairs, separated by commas. Raises ImproperlyConfigured for no pair, or no role of ours."""
    found: dict[str, str] = {}
    for pair in environment.words(name):
        value, _, role = (part.strip() for part in pair.rpartition("="))
        if not value:
            raise ImproperlyConfigured(f"{name} must be of the form value=Role,value=Role, and {pair!r} is not.")
        if role not in ROLES:
            raise ImproperlyConfigured(f"{name} names the role {role!r}; there are {', '.join(ROLES)}.")
        found[value] = role
    return found
