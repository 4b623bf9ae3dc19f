"""Every setting of the shop, read once from the environment, with safe defaults.

`make run` needs no variable at all: it sets DEBUG and STRIPE_FAKE itself. In production DEBUG stays
off, and SECRET_KEY, SITE_URL and ALLOWED_HOSTS are asked for at start-up.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
import django_stubs_ext
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

from shop.logs import without_secrets

# `admin.ModelAdmin[Order]` and its like are types to mypy; here they must also be classes.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

# -- Where it runs ----------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname or "127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Without a key of its own a shop that is open to the world must not start (see shop.checks).
SECRET_KEY = env.str("SECRET_KEY", "only-for-development-" + "0" * 40)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ADMIN_PATH = env.str("ADMIN_PATH", "admin").strip("/") + "/"
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", not DEBUG)

# -- What it is made of -----------------------------------------------------------------------
INSTALLED_APPS = [
    "shop.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django_structlog",
    "phonenumber_field",
    "simple_history",
    "treebeard",
    "shop",
    "catalog",
    "cart",
    "checkout",
    "returns",
    "aftersales",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shop.middleware.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "shop.middleware.WholeTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.context.shop",
                "catalog.context.menu",
                "catalog.context.favourites",
                "cart.context.cart",
            ],
            "builtins": ["shop.templatetags.shop_tags"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- Data -------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"), conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL alone still gives « database is locked »; a write transaction must say so at its start.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", 8), "timeout": 10},
        "options": "-c statement_timeout=15000 -c lock_timeout=5000"
        " -c idle_in_transaction_session_timeout=30000"
        # Disks without a head: a row that an index names is near. Compiling takes longer than
        # any query of a page.
        " -c random_page_cost=1.1 -c jit=off",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", "")
# Two shops that share one Redis have different names here.
QUEUE_NAME = env.str("QUEUE_NAME", "comptoir")
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": QUEUE_NAME,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
        if REDIS_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    )
}

# -- Queue (docs/decisions/0004) --------------------------------------------------------------
QUEUE_DIR = VAR_DIR / "queue"
for folder in (QUEUE_DIR, VAR_DIR / "queue-control"):
    folder.mkdir(parents=True, exist_ok=True)
# A buyer waits for these when Redis is down or frozen; the row is the truth, so give up soon.
REDIS_BROKER_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "visibility_timeout": 600,
}
CELERY_BROKER_URL = REDIS_URL or "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    REDIS_BROKER_OPTIONS
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(VAR_DIR / "queue-control"),
        "store_processed": False,
        # The default of one second leaves a fifth of a burst undone after 25 seconds.
        "polling_interval": 0.1,
    }
)
CELERY_TASK_DEFAULT_QUEUE = QUEUE_NAME
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The schedule is code and each entry pulls what is due: nothing to remember in a file, which a
# killed process would leave broken.
CELERY_BEAT_SCHEDULER = "celery.beat.Scheduler"
CELERY_TIMEZONE = "Europe/Paris"

# -- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "shop.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Each app that a sign-in concerns adds to the class of the one below it.
ACCOUNT_ADAPTER = "catalog.accounts.AccountAdapter"
# Without a proven address, signing up would tell which addresses have an account (I41).
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "shop:home"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG

# -- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "shop.formats"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
PHONENUMBER_DEFAULT_REGION = "FR"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# -- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "shop.staticfiles.JoiningFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Contracts and what only one person may read: never below MEDIA_ROOT.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "private", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "shop.staticfiles.HashedStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# -- Messages ---------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", "")
# A provider by its API, under django-anymail's name for it (brevo, mailjet…), with its own
# ANYMAIL_… variables (ANYMAIL_BREVO_API_KEY).
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", "")
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value
    for name, value in os.environ.items()
    if name.startswith("ANYMAIL_")
}
if EMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
elif EMAIL_URL:
    vars().update(dj_email_url.parse(EMAIL_URL))
else:
    EMAIL_BACKEND = "shop.outbox.EmailBackend"
EMAIL_TIMEOUT = 10
OUTBOX_DIR = VAR_DIR / "outbox"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "bonjour@maison-brumelle.example")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- Payment ----------------------------------------------------------------------------------
# Without keys the shop sells by bank transfer alone, and says so. The fake is for development.
STRIPE_FAKE = env.bool("STRIPE_FAKE", False)
STRIPE_FAKE_PORT = env.int("STRIPE_FAKE_PORT", PORT + 1)
STRIPE_FAKE_URL = env.str("STRIPE_FAKE_URL", f"http://127.0.0.1:{STRIPE_FAKE_PORT}")
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", "sk_test_comptoir" if STRIPE_FAKE else "")
STRIPE_PUBLISHABLE_KEY = env.str(
    "STRIPE_PUBLISHABLE_KEY", "pk_test_comptoir" if STRIPE_FAKE else ""
)
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", "whsec_comptoir" if STRIPE_FAKE else "")
STRIPE_API_BASE = env.str(
    "STRIPE_API_BASE", STRIPE_FAKE_URL if STRIPE_FAKE else "https://api.stripe.com"
)
STRIPE_JS_URL = env.str(
    "STRIPE_JS_URL",
    f"{STRIPE_FAKE_URL}/v3/" if STRIPE_FAKE else "https://js.stripe.com/endive/stripe.js",
)
# Where a payment may lead the browser: the form's frame, 3-D Secure, the hosted page.
STRIPE_ORIGINS = (
    [STRIPE_FAKE_URL]
    if STRIPE_FAKE
    else [
        "https://js.stripe.com",
        "https://api.stripe.com",
        "https://hooks.stripe.com",
        "https://checkout.stripe.com",
    ]
)

# -- Security ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form that posts to us may be led on to the payment provider's page.
        "form-action": [SELF, *STRIPE_ORIGINS],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        **({"upgrade-insecure-requests": True} if SECURE else {}),
    }
}
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "shop.views.page_expired"
SECURE_SSL_REDIRECT = SECURE and env.bool("SSL_REDIRECT", True)
# Asked from inside, by what watches over the process.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
SECURE_HSTS_SECONDS = 63072000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front: only what they wrote in X-Forwarded-For is believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)

# -- Logs: one structured line for each thing that happened, without personal data -----------------
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
_RENDERER = (
    structlog.dev.ConsoleRenderer(colors=False) if DEBUG else structlog.processors.JSONRenderer()
)
_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.StackInfoRenderer(),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_secrets,
                _RENDERER,
            ],
            "foreign_pre_chain": _PROCESSORS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False, "level": "WARNING"},
        # Its progress through each PDF, step by step.
        "weasyprint.progress": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[*_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
