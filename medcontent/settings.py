"""Settings, all read from the environment; dotenv-sample lists them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(str(BASE_DIR / ".env"))

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
VAR = env.path("VAR", BASE_DIR / "var")


def secret_key() -> str:
    """Read the secret key, or keep one of our own making outside production."""
    if key := env.str("SECRET_KEY", ""):
        return key
    if PRODUCTION:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random string, for example the output of "
            '`python -c "import secrets; print(secrets.token_urlsafe(50))"`.'
        )
    kept = VAR / "secret_key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def public_setting(name: str, elsewhere: str, hint: str) -> str:
    """Read a setting that production must state."""
    if PRODUCTION and not env.str(name, ""):
        raise ImproperlyConfigured(f"{name} is not set. Set it to {hint}.")
    return env.str(name, elsewhere)


SECRET_KEY = secret_key()
SITE_URL = public_setting(
    "SITE_URL", "http://127.0.0.1:8000", "the site's address, for example https://example.org"
).rstrip("/")
SITE_NAME = env.str("SITE_NAME", "Medcontent")
ALLOWED_HOSTS = public_setting(
    "ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", "the site's host names, separated by commas"
).split(",")

INSTALLED_APPS = [
    "medcontent",
    "workbench",
    "gate",
    "references",
    "therapies",
    "articles",
    "reviews",
    "publishing",
    "reversion",
    "axes",
    "django_tasks_db",
    "django_prose_editor",
    "workbench.apps.WorkbenchAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "workbench.local_time.LocalTimeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "medcontent.urls"
WSGI_APPLICATION = "medcontent.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets have templates of ours

# --- Database: one role for the application, one (migrations only) that owns the tables.

DATABASE_ROLE: Literal["owner", "application"] = (
    "owner" if env.str("DATABASE_ROLE", "application") == "owner" else "application"
)
EMBEDDED_POSTGRES_DIR = env.path("EMBEDDED_POSTGRES_DIR", VAR / "postgres")
DATABASE_IS_EMBEDDED = not env.str("DATABASE_URL", "")


def database_url() -> str:
    """Choose the role's URL; empty for the embedded server."""
    if DATABASE_IS_EMBEDDED or DATABASE_ROLE != "owner":
        return env.str("DATABASE_URL", "")
    if owner := env.str("DATABASE_OWNER_URL", ""):
        return owner
    raise ImproperlyConfigured(
        "DATABASE_URL is set but DATABASE_OWNER_URL is not. Migrations run as the role that owns "
        "the tables, which must be another than the application's: set DATABASE_OWNER_URL."
    )


def database_settings() -> dict[str, Any]:
    """Describe the database to Django; sizes in seconds."""
    try:
        parsed = conninfo_to_dict(database_url())
    except Exception as error:
        raise ImproperlyConfigured(
            "DATABASE_URL or DATABASE_OWNER_URL can't be read; write it as "
            "postgresql://user:password@host:5432/name."
        ) from error
    named = parsed.pop("dbname", "medcontent")
    return {
        "ENGINE": "medcontent.database",
        "NAME": env.str("DATABASE_NAME", "") or named,
        "USER": parsed.pop("user", ""),
        "PASSWORD": parsed.pop("password", ""),
        "HOST": parsed.pop("host", ""),
        "PORT": parsed.pop("port", ""),
        "OPTIONS": {"connect_timeout": 3, **parsed},
        "CONN_MAX_AGE": env.int("DATABASE_CONNECTION_MAX_AGE", 30),
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database_settings()}
DATABASE_APPLICATION_ROLE = (
    "medcontent"
    if DATABASE_IS_EMBEDDED
    else conninfo_to_dict(env.str("DATABASE_URL", "")).get("user", "")
)

# --- Accounts

AUTH_USER_MODEL = "medcontent.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_RESET_TIMEOUT = 3 * 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Wrong passwords are counted in the database, by username and address, for all web hosts.
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "medcontent.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "medcontent.lockout.client_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# Signing counts too; what a physician writes there is nobody's to keep with a wrong password.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "remarks", "interests"]
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

# --- Mail: outside production to the console until there is a server

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Medcontent <noreply@localhost>")
MAIL_SERVER = env.str("EMAIL_HOST", "localhost" if PRODUCTION else "")
MAIL_SERVER_OPTIONS = {
    "host": MAIL_SERVER,
    "port": env.int("EMAIL_PORT", 587),
    "username": env.str("EMAIL_HOST_USER", ""),
    "password": env.str("EMAIL_HOST_PASSWORD", ""),
    "use_tls": env.bool("EMAIL_USE_TLS", True),
    "use_ssl": env.bool("EMAIL_USE_SSL", False),
}


def mailer(backend: str, *, timeout: int) -> dict[str, Any]:
    """Describe a way to the mail server; seconds to wait for each of its answers."""
    if not MAIL_SERVER:
        return {"BACKEND": "reviews.console.EmailBackend"}
    return {"BACKEND": backend, "OPTIONS": {**MAIL_SERVER_OPTIONS, "timeout": timeout}}


MAILERS: dict[str, Any] = {
    # Somebody waits in a browser.
    "default": mailer("django.core.mail.backends.smtp.EmailBackend", timeout=10),
    # Sent by the worker, which has time.
    "letters": mailer("reviews.smtp.EmailBackend", timeout=30),
}

# --- The worker, which sends what is to be sent and releases what is planned

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "concerns", "mail", "slow", "services"],
    }
}

# --- Signatures: the private key from the environment, else a file outside production.

SIGNING_KEY = env.str("SIGNING_KEY", "")
SIGNING_KEY_FILE = None if PRODUCTION else VAR / "keys" / "signing-key.json"
PUBLIC_KEYS_FILE = env.path("PUBLIC_KEYS_FILE", VAR / "keys" / "public-keys.json")

# --- The editorial rules

REQUIRED_APPROVALS = env.int("REQUIRED_APPROVALS", 1)
REVIEW_MONTHS = env.int("REVIEW_MONTHS", 12)
CITATION_STYLE = env.str("CITATION_STYLE", "american-medical-association")

# What preflight looks at: tuples of checks by their dotted paths; rules whose findings are left
# out. See docs/preflight.md.
PREFLIGHT_CHECKS = [
    "articles.preflight.structure.CHECKS",
    "articles.preflight.sources.CHECKS",
    "articles.preflight.images.CHECKS",
    "articles.preflight.writing.CHECKS",
    "articles.preflight.citations.CHECKS",
    "articles.preflight.claims.CHECKS",
    "articles.preflight.promises.CHECKS",
    "articles.preflight.efficacy.CHECKS",
    "articles.preflight.approvals.CHECKS",
    "articles.preflight.regulatory.CHECKS",
    "articles.preflight.evidence.CHECKS",
    "articles.preflight.safety.CHECKS",
    "articles.preflight.language.CHECKS",
]
PREFLIGHT_SILENCED: list[str] = env.list("PREFLIGHT_SILENCED", [])
# The house word "treatment" is kept for approved options; others are therapies.
PREFLIGHT_TREATMENT_WORD = env.bool("PREFLIGHT_TREATMENT_WORD", True)

# --- Looking references up

LOOKUP_EMAIL = env.str("LOOKUP_EMAIL", "")
LOOKUP_SECONDS = env.float("LOOKUP_SECONDS", 12)
LOOKUP_CACHE_DAYS = env.int("LOOKUP_CACHE_DAYS", 30)
NCBI_API_KEY = env.str("NCBI_API_KEY", "")

# --- Whether what is cited still stands

CHECK_REFERENCES_DAYS = env.int("CHECK_REFERENCES_DAYS", 7)
RETRACTION_WATCH_FILE = env.str("RETRACTION_WATCH_FILE", "")


# --- Whether links still lead somewhere

CHECK_LINKS_DAYS = env.int("CHECK_LINKS_DAYS", 7)
CHECK_LINKS_WITHIN = env.bool("CHECK_LINKS_WITHIN", False)


def service_address(name: str, usual: str) -> str:
    """Read where a service is; look-ups go nowhere else."""
    address = env.str(name, usual).rstrip("/")
    if not address.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} has to be an address such as {usual}.")
    return address


CROSSREF_URL = service_address("CROSSREF_URL", "https://api.crossref.org")
EUTILS_URL = service_address("EUTILS_URL", "https://eutils.ncbi.nlm.nih.gov/entrez/eutils")
PMC_IDS_URL = service_address(
    "PMC_IDS_URL", "https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles"
)

# --- Parts of upper rooms that lower rooms ask for by name

REVIEWER_LOOKUP = "reviews.physicians.find_by_name"
ARTICLE_STANDING = "publishing.standing"
REFERENCE_USES = "articles.citing"

# --- Pages

STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "publishing.storage.AtomicFileStorage",
        "OPTIONS": {"location": str(VAR / "media")},
    },
    "pages": {
        "BACKEND": "publishing.storage.AtomicFileStorage",
        "OPTIONS": {"location": str(env.path("PAGES_DIR", VAR / "pages"))},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# --- Security

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
# A draft of 2,000,000 characters, four bytes each, with a thousand rows in each of its lists.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "medcontent.errors.csrf_failed"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31536000 if PRODUCTION else 0)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # The worker looks for something to do each second; what it did is in the database.
    "loggers": {name: {"level": "WARNING"} for name in ("django.tasks", "django_tasks_db")},
}
