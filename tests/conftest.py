"""What the tests share: a sandbox on loopback, fresh for every test, and visitors of every role."""

import gc
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadFileScheduling

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "ttdash.settings",
    "SECRET_KEY": "for-tests-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "HTTPS": "off",
    "DEBUG": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "DATABASE_URL": "sqlite:///test.sqlite3",
    "CACHE_URL": "",
    "TIMETRACK_API_URL": "http://127.0.0.1:9/api/v2/ext/",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
    "DIRECTORY_SECONDS": "0",
}
REAL_STORES = os.environ.get("STORES") == "real"
if REAL_STORES:
    from tests.stores import shared

    ENVIRONMENT |= shared(int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1)
pytest_plugins = ["tests.browser", "tests.real_stores"]
OURS = ("TIMETRACK_", "OIDC_", "BREAKER_", "STALE_", "DIRECTORY_", "HISTORY_", "IMPORT_")
OURS += ("STATIC_ROOT", "SCRIPT_NAME", "LANGUAGE_", "EMAIL_", "PASSWORD_SIGN_IN", "SECOND_FACTOR_", "TRUSTED_PROXIES")
OURS += ("METRICS_", "LOG_FORMAT", "SENTRY_", "PROMETHEUS_")


# Hypothesis's own profile "ci" tries the same examples each time; no profile has a deadline.
hypothesis_settings.register_profile("default", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "default")

# The settings of the tests, whatever the environment and .env say: before Django reads them.
for foreign in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[foreign]
os.environ.update(ENVIRONMENT)

from ttdash.config import environment  # noqa: E402 - not before the environment is set

environment.ENV_FILE = Path(os.devnull)

from django.conf import settings as django_settings  # noqa: E402 - not before the environment is set

assert not django_settings.DEBUG  # pytest-django sets up what it finds configured
# Nothing in this process needs collected static files or a slow password hash; what is served uses the real thing.
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
django_settings.STORAGES = django_settings.STORAGES | PLAIN
django_settings.MIDDLEWARE = [name for name in django_settings.MIDDLEWARE if not name.startswith("whitenoise.")]
django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

from django.test import client as test_client  # noqa: E402 - not before there are settings

store_rendered_templates = test_client.store_rendered_templates


def _store_pages(store: dict, *, template: Any, context: Any, **signal: Any) -> None:
    """Keep the context of a page, and not a copy for each part of it, which took a sixth of a page's time."""
    if context.template is template:
        store_rendered_templates(store, template=template, context=context, **signal)


test_client.store_rendered_templates = _store_pages


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """A database for each worker of xdist. In memory it has that anyway, but pytest-django knows Django’s engine."""
    if not django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def _listening() -> Iterator:
    from ttdash.sandbox import Sandbox

    with Sandbox(port=0, key="sandbox-key", secret="sandbox-secret") as listening:
        yield listening


@pytest.fixture
def sandbox(_listening, settings, monkeypatch) -> Iterator:
    """TimeTrack, as far as this test is concerned: empty, every switch at its default, and no fault."""
    from clients_ui.reading import summary
    from clients_ui.timetrack import account
    from tests.filling import ended

    _listening.reset()
    summary.forget()
    monkeypatch.setattr("urllib3.Retry.get_backoff_time", lambda _: 0)  # a read is repeated without a pause
    settings.TIMETRACK_API_URL = _listening.url
    settings.TIMETRACK_CONNECT_TIMEOUT = 1.0
    settings.TIMETRACK_READ_TIMEOUT = 0.6
    settings.TIMETRACK_DEADLINE = 3.0
    account.forget()  # its directory too
    yield _listening
    _listening.heal()
    ended()  # a fill that goes on would call the sandbox of the next test


@pytest.fixture(autouse=True)
def _ready_at_once(monkeypatch) -> None:
    """What /readyz asks is asked in the thread of the test, which alone knows its transaction."""
    from concurrent.futures import Future

    from ttdash.web import health

    def begin(probe: Callable[[], str]) -> Future:
        done: Future = Future()
        done.set_result(health.word(probe))
        return done

    monkeypatch.setattr(health, "begin", begin)


@pytest.fixture
def impatient(sandbox, settings) -> Callable:
    """Make time-outs so short that an answer that never comes, or drips in, costs little: from now on, for a fault."""
    from ttdash.sandbox import Fault

    def shorten(fault: "Fault") -> None:
        if fault in {Fault.HANG, Fault.DRIP}:
            settings.TIMETRACK_READ_TIMEOUT, settings.TIMETRACK_DEADLINE = 0.2, 0.8

    return shorten


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A page's language lasts in its thread until the next page: none outlasts a test."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    """What is to be done after the answer is done before it: a thread would see nothing of a test's transaction."""
    monkeypatch.setattr("ttdash.signin.afterwards.do", lambda _what, work: work())


SERVED = ("browser", "hostile", "served", "demo", "logs", "real_stores", "hanging_stores", "full_disk", "make")
"""Files whose tests serve the dashboard for real: in one process, one after the other, and they begin first."""


def serves(path: str) -> bool:
    """Whether a test's file, or a node's id, is one of these."""
    return bool(re.search(rf"test_\w*({'|'.join(SERVED)})\w*\.py", path))


class ByFile(LoadFileScheduling):
    """Each file is one process's alone, as its fixtures may last as long as the file; those that serve are one file."""

    def _split_scope(self, nodeid: str) -> str:
        return "served" if serves(nodeid) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Have each worker read the settings after its own environment is set. Where pytest-django finds them named, it
    reads them before: with what `.env` says, and with the cache of this process."""
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


UNMEASURED = re.compile(
    r"/tests/(ttdash|matrix|boundaries)/|/test_(failures|huge|permissions|reading_is_bounded|state_machine|urls)\.py"
)
"""The tests of ttdash, whose lines are not counted, and matrices, whose hundreds of cells run the same lines: to
measure coverage doubles the time of a page in Python 3.11. What these alone reach, what is done in other processes, and
what is reached after the first cases of a table does not count as covered."""
CASES_MEASURED = 5
_measured = Counter[str]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With real stores, those alone that ask a database in this process: others have none, or one of their own."""
    if REAL_STORES:
        from tests.real_stores import asks

        items[:] = [item for item in items if asks(item) and not serves(str(item.path))]
    items.sort(key=lambda item: not serves(str(item.path)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure coverage or not, fixtures included: the mark `no_cover` would measure those, and toggle for each test."""
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    test = item.nodeid.partition("[")[0]
    _measured[test] += 1
    many = _measured[test] > CASES_MEASURED
    wanted = not (many or serves(str(item.path)) or UNMEASURED.search(str(item.path)))
    if measuring and measuring.started != wanted:
        (measuring.resume if wanted else measuring.pause)()
    return (yield)


def pytest_collection_finish() -> None:
    """What is there by now stays: to look through all of it again and again takes an eighth of the time."""
    gc.collect()
    gc.freeze()


ROLES = {"viewer": "Viewers", "editor": "Editors", "manager": "Managers"}


@pytest.fixture
def account(db) -> Callable:
    """Make an account of a role: "viewer", "editor", "manager", or "nobody" for one without a group."""
    from django.contrib.auth.models import Group, User

    def make(role: str, username: str | None = None) -> "User":
        person = User.objects.create_user(username or f"{role}-{User.objects.count()}", password="right-Password-7")
        if role in ROLES:
            person.groups.add(Group.objects.get(name=ROLES[role]))
        return person

    return make


@pytest.fixture
def visitor(account) -> Callable:
    """A browser, so to speak: Django's test client, signed in as an account of this role (None: signed out).

    Managers have just confirmed who they are, unless a test wants it otherwise.
    """
    from django.test import Client

    from tests.people import has_confirmed

    def visit(role: str | None = "editor", confirmed: bool = True, **options) -> Client:
        browser = Client(**options)
        if role is not None:
            browser.person = account(role)
            browser.force_login(browser.person)
            if confirmed and role == "manager":
                has_confirmed(browser, browser.person)
        return browser

    return visit


@pytest.fixture
def nothing_counted(db: None) -> Iterator[None]:
    """No wrong password and no other attempt lies in the cache before the test, nor after it."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()
