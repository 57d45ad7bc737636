"""The environment (and ``.env``) → Django's settings. README has the table of names.

A bad, missing or unsafe value raises ImproperlyConfigured with one sentence: ``manage.py`` and ``gunicorn.conf.py``
print it alone. Never SystemExit: gunicorn would start its workers again for ever.
"""

import re

from django.core.exceptions import ImproperlyConfigured

from ttdash import __version__
from ttdash.config import environment, mail, oidc, stores

environment.load_file()

# Who may reach this server, and how

SECRET_KEY = environment.secret_key("SECRET_KEY")
DEBUG = environment.switch("DEBUG", default=False)
HTTPS = environment.switch("HTTPS", default=True)
TRUSTED_PROXIES = environment.whole("TRUSTED_PROXIES", 0, 0, 10)  # how many in front are to be believed
FORCE_SCRIPT_NAME = environment.prefix("SCRIPT_NAME")  # "": none. A setting's to say, never a header's
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
_exposed = [host for host in ALLOWED_HOSTS if not environment.is_loopback(host)]
if _exposed and (DEBUG or not HTTPS):
    _what = "DEBUG may be on" if DEBUG else "HTTPS may be off"
    raise ImproperlyConfigured(f"{_what} for loopback addresses only, and ALLOWED_HOSTS holds {_exposed[0]!r}.")

# TimeTrack

TIMETRACK_API_URL = environment.api_url("TIMETRACK_API_URL")
TIMETRACK_API_KEY = environment.header("TIMETRACK_API_KEY")
TIMETRACK_API_SECRET = environment.header("TIMETRACK_API_SECRET")
TIMETRACK_CONNECT_TIMEOUT = environment.seconds("TIMETRACK_CONNECT_TIMEOUT", 3)
TIMETRACK_READ_TIMEOUT = environment.seconds("TIMETRACK_READ_TIMEOUT", 10)
TIMETRACK_DEADLINE = environment.seconds("TIMETRACK_DEADLINE", 20)
TIMETRACK_CONCURRENCY = environment.whole("TIMETRACK_CONCURRENCY", 6, 1, 7)
BREAKER_FAILURES = environment.whole("BREAKER_FAILURES", 5, 0, 1000)
BREAKER_SECONDS = environment.seconds("BREAKER_SECONDS", 15)
STALE_SECONDS = environment.whole("STALE_SECONDS", 3600, 0, 7 * 24 * 3600)
DIRECTORY_SECONDS = environment.whole("DIRECTORY_SECONDS", 60, 0, 24 * 3600)  # 0: none
HISTORY_DAYS = environment.whole("HISTORY_DAYS", 0, 0, 100_000)  # 0: for ever
HISTORY_VALUES = environment.switch("HISTORY_VALUES", default=True)
TIMETRACK_USER_AGENT = environment.header("TIMETRACK_USER_AGENT", f"TimeTrackDashboard/{__version__}")
TIMETRACK_CA_BUNDLE = environment.ca_bundle("TIMETRACK_CA_BUNDLE")  # "": the system's
TIMETRACK_FIELD1_LABEL = environment.label("TIMETRACK_FIELD1_LABEL")  # "": "Free field 1"
TIMETRACK_FIELD2_LABEL = environment.label("TIMETRACK_FIELD2_LABEL")
TIMETRACK_FIELD3_LABEL = environment.label("TIMETRACK_FIELD3_LABEL")
TIMETRACK_VAT_FIELD = environment.choice("TIMETRACK_VAT_FIELD", ("field1", "field2", "field3"))  # "": none holds one
IMPORT_ROWS = environment.whole("IMPORT_ROWS", 50_000, 1, 200_000)  # of one file
IMPORT_BYTES = environment.whole("IMPORT_BYTES", 20 * 1024 * 1024, 1024, 100 * 1024 * 1024)

# The stores: accounts, sessions, history. Never a client

DATABASES = {"default": stores.database(environment.text("DATABASE_URL", "sqlite:///db.sqlite3"))}
CACHES = {"default": stores.cache(environment.text("CACHE_URL"))}
SERVER_PASSWORDS = (  # for `reports`, to hide them
    *environment.passwords("DATABASE_URL", "CACHE_URL", "EMAIL_URL"),
    *environment.dsn_keys("SENTRY_DSN"),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# ATOMIC_REQUESTS stays off: it would roll back the record of an attempt that happened.

# The program

INSTALLED_APPS = [
    "ttdash",
    "clients_ui",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    # These have a part in every answer, static files, redirects and refusals included.
    "ttdash.web.request_log.RequestLog",
    "django.middleware.locale.LocaleMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "ttdash.web.headers.EveryAnswer",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ttdash.web.headers.BoundedAddress",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ttdash.web.compression.CompressedForOurselves",
    "ttdash.web.health.Probed",  # whatever the host is called; from here on something may ask the database
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ttdash.web.bodies.ReadableBodies",
    "ttdash.web.language.AccountLanguage",  # asks for the user when there is a view, and so after all the others
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ttdash.team.site.ClosedByDefault",
    "ttdash.signin.second_factor.SecondFactorFirst",
    "ttdash.signin.confirmation.ConfirmFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ttdash.web.refused.RefusedForms",
    "clients_ui.web.middleware.TimeTrackMiddleware",
    "ttdash.web.outage.Reached",
]
ROOT_URLCONF = "ttdash.urls"
WSGI_APPLICATION = "ttdash.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [environment.shipped("templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ttdash.web.page_frame.frame",
            ],
        },
    },
    # What stands on a page many times; asked by its name alone ("jinja2")
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [environment.shipped("templates")],
        "APP_DIRS": True,
        "OPTIONS": {"environment": "clients_ui.web.fragments.environment"},
    },
]
# In the browser alone: messages name clients, and the session lies in the database
MESSAGE_STORAGE = "ttdash.web.headers.Messages"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # notes may be long, and a form that failed must come back whole
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1100  # an import without script may ask what to do with each of a thousand rows
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # of the page that takes one
FILE_UPLOAD_HANDLERS = ["ttdash.web.uploads.NoFile"]  # and all others none; its own handler keeps it in memory

# Sign-in

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["ttdash.signin.sign_in.NameOrMail"]
PASSWORD_SIGN_IN = environment.switch("PASSWORD_SIGN_IN", default=True)
SECOND_FACTOR_REQUIRED = environment.switch("SECOND_FACTOR_REQUIRED", default=False)
PASSWORD_RESET_TIMEOUT = 24 * 3600  # a one-time link
ACCOUNT_ADAPTER = "ttdash.signin.sign_in.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": None,  # an office behind one address signs in as often as it likes; wrong attempts are what counts
    "wrong_secret": "6/15m/key",  # for one account from one address
    "sprayed": "100/m/ip",  # from one address, for all accounts together
    "login_failed": "30/1h/key",  # codes of a second factor: only somebody who has the password comes that far
    "reset_password": "10/m/ip",
    "mails_to_one": "3/15m/key",  # so that nobody fills a mailbox, or ends the owner's link for ever
}
OIDC_ALLOWED_DOMAINS = oidc.domains("OIDC_ALLOWED_DOMAINS")
OIDC_ROLE_CLAIM = environment.label("OIDC_ROLE_CLAIM")
OIDC_ROLE_MAP = oidc.role_map("OIDC_ROLE_MAP")
OIDC_CREATE_ACCOUNTS = environment.switch("OIDC_CREATE_ACCOUNTS", default=False)
OIDC_ISSUER = oidc.issuer()  # "": no company sign-in
OIDC_CLIENT_SECRET = environment.text("OIDC_CLIENT_SECRET")
if bool(OIDC_ROLE_CLAIM) != bool(OIDC_ROLE_MAP):
    raise ImproperlyConfigured("OIDC_ROLE_CLAIM and OIDC_ROLE_MAP go together: set both or neither.")
if OIDC_CREATE_ACCOUNTS and not OIDC_ALLOWED_DOMAINS:
    raise ImproperlyConfigured("OIDC_CREATE_ACCOUNTS needs OIDC_ALLOWED_DOMAINS: whose accounts may be made.")
if not PASSWORD_SIGN_IN and not OIDC_ISSUER:
    raise ImproperlyConfigured("PASSWORD_SIGN_IN may be off only where OIDC_ISSUER names another way to sign in.")
SOCIALACCOUNT_PROVIDERS = oidc.providers(OIDC_ISSUER)
SOCIALACCOUNT_ADAPTER = "ttdash.signin.company.CompanyAdapter"
MFA_ADAPTER = "ttdash.signin.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "ttdash.signin.second_factor.CodeForm",
    "reauthenticate": "ttdash.signin.second_factor.CodeAgainForm",
    "add_webauthn": "ttdash.signin.second_factor.NewPasskeyForm",
    "authenticate_webauthn": "ttdash.signin.second_factor.PasskeyForm",
    "reauthenticate_webauthn": "ttdash.signin.second_factor.PasskeyAgainForm",
}
MFA_TOTP_ISSUER = "TimeTrack Clients"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # loopback alone
CSRF_FAILURE_VIEW = "ttdash.web.refused.csrf_refused"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword", "NumericPassword")
]
# A cookie of such a name comes from this very host, over HTTPS. Its path must be /: what else lies on the host, under
# another path, has cookies of other names.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
if FORCE_SCRIPT_NAME:
    COOKIE_PREFIX += FORCE_SCRIPT_NAME[1:].replace("/", "-") + "-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS

# Mail: without a server there is none, and managers hand out one-time links

EMAIL_URL = environment.text("EMAIL_URL")
globals().update(mail.settings(EMAIL_URL))

# What browsers are asked to do, beyond Django's defaults

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [  # asked from inside, over plain HTTP
    rf"^{re.escape(FORCE_SCRIPT_NAME[1:])}/?(healthz|readyz|metrics)$"
]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
_policies = environment.data("policies.toml")
CONTENT_SECURITY_POLICY = _policies["content-security"]
PERMISSIONS_POLICY = _policies["permissions"]
# HSTS for subdomains (W005) and the browsers' preload list (W021) bind hosts that are not this server's to bind.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Static files

STATIC_URL = f"{FORCE_SCRIPT_NAME}/static/"
STATIC_ROOT = environment.folder("STATIC_ROOT", "staticfiles")
GUIDE = environment.shipped("docs/guide")  # what Help shows; its pictures are static files
STATICFILES_DIRS = [("guide", GUIDE / "pictures")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ttdash.web.static_files.ReleaseFiles"},
}

# Words and times

LANGUAGE_CODE = environment.choice("LANGUAGE_CODE", ("en", "de")) or "en"  # where neither account nor browser says one
# As those call them who speak them. Austria and Switzerland have no words of their own, but dates and numbers
LANGUAGES = [
    ("de", "Deutsch"),
    ("de-at", "Deutsch (Österreich)"),
    ("de-ch", "Deutsch (Schweiz)"),
    ("en", "English"),
]
LOCALE_PATHS = [environment.shipped("locale")]
FORMAT_MODULE_PATH = "ttdash.formats"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Vienna"

# Metrics, errors and logs

METRICS_TOKEN = environment.token("METRICS_TOKEN")  # "": nobody is told any
SENTRY_DSN = environment.dsn("SENTRY_DSN")  # "": errors are told by the log alone
LOG_FORMAT = environment.choice("LOG_FORMAT", ("text", "json")) or "text"

DEFAULT_EXCEPTION_REPORTER = "ttdash.web.reports.Report"
DEFAULT_EXCEPTION_REPORTER_FILTER = "ttdash.web.reports.SecretsHidden"
LOGGING = environment.data("logging.toml")
LOGGING["handlers"]["console"]["formatter"] = LOG_FORMAT
