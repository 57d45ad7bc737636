"""Typed values out of the environment and ``.env``.

A value that cannot be used raises ImproperlyConfigured with one sentence that names the setting; it repeats no secret.
Values are taken as they stand: ``$ecret`` stays ``$ecret`` (``Env.str`` would look for a variable ``ecret``).
"""

import io
import ipaddress
import os
import re
import ssl
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult, unquote, unquote_plus, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

PACKAGE: Final = Path(__file__).resolve().parent.parent
# How a person calls a command of ours: a release has templates inside
COMMAND: Final = "ttdash" if (PACKAGE / "templates").exists() else ".venv/bin/python manage.py"
# Where the data lies: .env, SQLite, collected static files. Relative paths in settings begin here too.
WORKING_FOLDER: Final = Path.cwd()
ENV_FILE: Path = WORKING_FOLDER / ".env"
AT_START: Final = dict(os.environ)  # what the environment says by itself, without .env

ON, OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0"}
EXAMPLE_URL: Final = "https://ACCOUNT.timetrackenterprise.com/api/v2/ext/"
HOST: Final = re.compile(r"\*|\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)
PREFIX: Final = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
# Enough to start with where nobody is served
PLACEHOLDERS: Final = {
    "SECRET_KEY": "a placeholder that signs nothing, since nobody is served",
    "TIMETRACK_API_URL": "http://127.0.0.1:9/",
    "TIMETRACK_API_KEY": "placeholder-key",
    "TIMETRACK_API_SECRET": "placeholder-secret",
}
# What may come from a file instead: NAME_FILE names it
SECRETS: Final = {
    "SECRET_KEY",
    "TIMETRACK_API_KEY",
    "TIMETRACK_API_SECRET",
    "DATABASE_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "OIDC_CLIENT_SECRET",
    "METRICS_TOKEN",
    "SENTRY_DSN",
}
LONGEST_FILE: Final = 64 * 1024
known: set[str] = set()
"""Every name that was asked for so far: with the settings read, all that there are."""
in_file: set[str] = set()  # every name that .env gives a value
ASSIGNMENT: Final = re.compile(r"(?:export )?[A-Za-z_0-9]+=[^\0]*")


def shipped(name: str) -> Path:
    """What comes with the program: inside the package, as a release has it, else beside it, as in the repository."""
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def data(name: str) -> dict[str, Any]:
    """What a TOML file beside this module says, for settings that are data alone."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def load_file() -> None:
    """Add what ``.env`` says to the environment; what the environment says already wins."""
    try:
        lines = [line.strip() for line in ENV_FILE.read_text(encoding="utf-8-sig").splitlines()]
    except FileNotFoundError:
        return
    except OSError as error:
        raise ImproperlyConfigured(f"{ENV_FILE.name} cannot be read by this user ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{ENV_FILE.name} cannot be read as text in UTF-8.") from None
    # django-environ would only log a line that assigns nothing, with the secret that it may hold, and go on.
    for number, line in enumerate(lines, start=1):
        if line and not line.startswith("#") and not ASSIGNMENT.fullmatch(line):
            raise ImproperlyConfigured(f"Line {number} of {ENV_FILE.name} is not of the form NAME=value.")
    in_file.update(line.partition("=")[0].removeprefix("export ") for line in lines if ASSIGNMENT.fullmatch(line))
    environ.Env.read_env(io.StringIO("\n".join(lines)))


def text(name: str, default: str = "") -> str:
    """The value without the blanks around it; a secret's may come from a file. One that is empty counts as not set."""
    known.update((name, f"{name}_FILE") if name in SECRETS else (name,))
    value: str = environ.Env.ENVIRON.get(name, "").strip()
    file = environ.Env.ENVIRON.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
    if value and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: leave one of them out.")
    return (_from_file(f"{name}_FILE", WORKING_FOLDER / file) if file else value) or default


def _from_file(name: str, path: Path) -> str:
    """The one line of a file. Its path is not repeated: somebody may have put the secret itself there."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            value = file.read(LONGEST_FILE + 1).strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} must name a file that this user can read ({error.strerror}).") from None
    except ValueError:  # UnicodeDecodeError is one
        raise ImproperlyConfigured(f"{name} must name a file that can be read as text in UTF-8.") from None
    if not value or len(value) > LONGEST_FILE or len(value.splitlines()) > 1:
        raise ImproperlyConfigured(f"{name} must name a file that holds one line, the secret.")
    return value


def required(name: str) -> str:
    """The value. Raises ImproperlyConfigured where there is none."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is required: set it in the environment or in .env.")
    return value


def secret_key(name: str) -> str:
    """The key that signs sessions. Raises ImproperlyConfigured for one that could be guessed."""
    value = required(name)
    if len(value) < 50 or value.startswith("django-insecure-"):
        command = 'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        raise ImproperlyConfigured(f"{name} must be 50 or more random characters; this makes some: {command}.")
    return value


def switch(name: str, *, default: bool) -> bool:
    """On or off. Raises ImproperlyConfigured for any other word: a typing error must not switch anything."""
    value = text(name, "on" if default else "off")
    if value.lower() not in ON | OFF:
        raise ImproperlyConfigured(f"{name} must be on or off, not {value!r}.")
    return value.lower() in ON


def seconds(name: str, default: float) -> float:
    """A time to wait. Raises ImproperlyConfigured unless it is a number above 0 and at most an hour."""
    value = text(name, str(default))
    if not (re.fullmatch(r"[0-9]*\.?[0-9]+", value) and 0 < float(value) <= 3600):
        raise ImproperlyConfigured(f"{name} must be seconds, above 0 and up to 3600, not {value!r}.")
    return float(value)


def whole(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number. Raises ImproperlyConfigured unless it lies between the lowest and the highest."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and lowest <= int(value[:9]) <= highest):
        raise ImproperlyConfigured(f"{name} must be a whole number from {lowest} to {highest}, not {value!r}.")
    return int(value)


def header(name: str, default: str = "") -> str:
    """A value that is sent in a request header. Raises ImproperlyConfigured unless it is printable ASCII."""
    value = text(name, default) if default else required(name)
    if not is_plain(value):
        raise ImproperlyConfigured(f"{name} may hold printable ASCII characters only.")
    return value


def token(name: str) -> str:
    """A word that opens something, or "". Raises ImproperlyConfigured for one that no header can hold as it is."""
    value = text(name)
    if not is_plain(value) or " " in value:
        raise ImproperlyConfigured(f"{name} may hold printable ASCII characters only, and no blanks.")
    return value


def label(name: str) -> str:
    """A word for people, or "". Raises ImproperlyConfigured for one with control characters."""
    value = text(name)
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} may hold printable characters only.")
    return value


def choice(name: str, choices: tuple[str, ...]) -> str:
    """One of these words, or "". Raises ImproperlyConfigured for any other."""
    value = text(name)
    if value and value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, or empty, not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """What a value lists, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hosts(name: str, default: str) -> list[str]:
    """Host names, separated by commas. Raises ImproperlyConfigured for what no Host header could ever match."""
    found = words(name, default)
    if not found:
        raise ImproperlyConfigured(f"{name} must name at least one host.")
    for host in found:
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(
                f"{name} holds {host!r}, which is no host name: leave out scheme and port, and write [::1] in brackets."
            )
    return found


def api_url(name: str, example: str = EXAMPLE_URL) -> str:
    """The address of an API, with a slash at its end. Raises ImproperlyConfigured for one that is wrong or unsafe."""
    value = required(name)
    parts = url_parts(value)
    if not parts.hostname or not is_plain(value) or set(value) & set(" \\"):
        raise ImproperlyConfigured(f"{name} must be an address such as {example}.")
    if value.startswith(EXAMPLE_URL.removesuffix("/")):
        raise ImproperlyConfigured(f"{name} is the example's: write your account's name in the place of ACCOUNT.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ImproperlyConfigured(f"{name} must begin with https:// (http:// is for loopback addresses alone).")
    if "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} must not hold a user name or a password.")
    if "?" in value or "#" in value:
        raise ImproperlyConfigured(f"{name} must not hold a query or a fragment.")
    return value if value.endswith("/") else f"{value}/"


def url_parts(value: str) -> SplitResult:
    """The parts of an address; all of them are empty where it, or its port, is malformed."""
    with suppress(ValueError):
        parts = urlsplit(value)
        if parts.port != 0:
            return parts
    return urlsplit("")


def passwords(*names: str) -> tuple[str, ...]:
    """Every password in the addresses of servers that these settings hold, as it is written and decoded.

    It ends at an "@", and may hold one, or a "#" or "/" that somebody forgot to quote: whatever may be one counts.
    """
    found: set[str] = set()
    for address in map(text, names):
        after = address.partition("//")[2].partition(":")[2]
        found.update(after[: at.start()] for at in re.finditer("@", after))
        found.update(re.findall(r"[?&][^=&]*password=([^&#]+)", address, re.IGNORECASE))
    return tuple(sorted({form for each in found for form in (each, unquote(each), unquote_plus(each))}))


def dsn(name: str) -> str:
    """Where errors are reported, or "". Raises ImproperlyConfigured for an address that Sentry cannot have made."""
    value = text(name)
    parts = url_parts(value)
    made = parts.scheme in {"http", "https"} and parts.hostname and parts.username and parts.path[-1:].isdecimal()
    if value and not (made and is_plain(value)):
        raise ImproperlyConfigured(f"{name} must be of the form https://key@errors.example.com/1.")
    return value


def dsn_keys(name: str) -> tuple[str, ...]:
    """What in that address lets somebody report errors."""
    parts = url_parts(text(name))
    return tuple(key for key in (parts.username, parts.password) if key)


def prefix(name: str) -> str:
    """A path such as ``/clients`` before all addresses, or "". Raises ImproperlyConfigured for any other text."""
    value = text(name)
    if not PREFIX.fullmatch(value):
        raise ImproperlyConfigured(
            f"{name} must be a path such as /clients, without a slash at its end, not {value!r}."
        )
    return value


def folder(name: str, default: str) -> Path:
    """A folder, which need not exist. Raises ImproperlyConfigured where something else is in its place."""
    path = WORKING_FOLDER / text(name, default)
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name} must name a folder.")
    return path


def ca_bundle(name: str) -> str:
    """The path of a file or folder of certificates, or "". Raises ImproperlyConfigured where there is none."""
    value = text(name)
    if not value:
        return ""
    path = WORKING_FOLDER / value
    try:
        if not path.is_dir():
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except OSError:  # ssl.SSLError is one
        raise ImproperlyConfigured(f"{name} must be a file of PEM certificates, and {value!r} is none.") from None
    return str(path)


def is_plain(value: str) -> bool:
    """Whether a value is printable ASCII: anything else in a header ends in an error that shows the header."""
    return value.isascii() and value.isprintable()


def is_loopback(host: str) -> bool:
    """Whether a host is this computer, whatever a name server says."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
