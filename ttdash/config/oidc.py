"""``OIDC_…`` → what allauth and `company` need to know of the company's provider of accounts."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from ttdash.config import environment
from ttdash.team.roles import ROLES

NEEDED: Final = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
FURTHER: Final = ("OIDC_ALLOWED_DOMAINS", "OIDC_ROLE_CLAIM", "OIDC_ROLE_MAP", "OIDC_CREATE_ACCOUNTS")
EXAMPLE: Final = "https://login.example.com/realms/company"


def issuer() -> str:
    """The provider's address, or "" where there is none. Raises ImproperlyConfigured for half of what it needs."""
    present = [name for name in (*NEEDED, *FURTHER) if environment.text(name)]
    if not present:
        return ""
    for name in NEEDED:
        if name not in present:
            raise ImproperlyConfigured(f"{present[0]} is set and {name} is not: {', '.join(NEEDED)} go together.")
    return environment.api_url("OIDC_ISSUER", EXAMPLE).rstrip("/")


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
    found = [domain.strip().lower().removeprefix("@") for domain in environment.text(name).split(",") if domain.strip()]
    for domain in found:
        if not environment.HOST.fullmatch(domain) or domain[0] in "*.[":
            raise ImproperlyConfigured(f"{name} holds {domain!r}, which is no mail domain such as example.com.")
    return found


def role_map(name: str) -> dict[str, str]:
    """``value=Role`` pairs, separated by commas. Raises ImproperlyConfigured for no pair, or no role of ours."""
    found: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in environment.text(name).split(","))):
        value, sign, role = (part.strip() for part in pair.rpartition("="))
        if not sign or not value:
            raise ImproperlyConfigured(f"{name} must be of the form value=Role,value=Role, and {pair!r} is not.")
        if role not in ROLES:
            raise ImproperlyConfigured(f"{name} names the role {role!r}; there are {', '.join(ROLES)}.")
        found[value] = role
    return found


def check(claim: str, roles: dict[str, str], *, create: bool, allowed: list[str]) -> None:
    """Raise ImproperlyConfigured where two settings only make sense together."""
    if bool(claim) != bool(roles):
        raise ImproperlyConfigured("OIDC_ROLE_CLAIM and OIDC_ROLE_MAP go together: set both or neither.")
    if create and not allowed:
        raise ImproperlyConfigured(
            "OIDC_CREATE_ACCOUNTS may be on only with OIDC_ALLOWED_DOMAINS: whose accounts may be made has to be said."
        )


def secret_of(settings: Any) -> str:
    """The client's secret, for whoever has to keep it out of sight. "" where there is none."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["secret"]) if apps else ""
