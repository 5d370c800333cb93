"""Every setting of Tessera; what differs between installations comes from the environment."""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from tessera.config import database, logs, secret

TESSERA = Path(__file__).resolve().parent.parent
BASE_DIR = TESSERA.parent
OURS, BROUGHT = BASE_DIR / "docs", Path(sys.prefix) / "share" / "tessera" / "docs"
GUIDES = OURS if (OURS / "guides").is_dir() else BROUGHT
"""What the back office's help is read from: the checkout's, or what the package brought."""
DATA = Path(os.environ.get("TESSERA_DATA", BASE_DIR / "var")).resolve()
BUILD = Path(os.environ.get("TESSERA_BUILD", BASE_DIR / "build")).resolve()
WEB = TESSERA / "web"


def flag(name: str, *, default: bool = False) -> bool:
    """Whether the environment says yes to `name`."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated values of `name` in the environment."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# The installation
DEBUG = flag("DEBUG")
SECRET_KEY = secret.secret_key(DATA)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = words("ALLOWED_HOSTS") or [
    str(urlsplit(PUBLIC_URL).hostname),
    "127.0.0.1",
    "localhost",
]
HTTPS = PUBLIC_URL.startswith("https://")
ROOT_URLCONF = "tessera.config.urls"
WSGI_APPLICATION = "tessera.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "procrastinate.contrib.django",
    "template_partials.apps.SimpleAppConfig",
    "tessera.domain.apps.Domain",
]

MIDDLEWARE = [
    "tessera.web.parts.kept.kept_pages",
    "django.middleware.security.SecurityMiddleware",
    "tessera.web.parts.middleware.request_log",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tessera.web.parts.middleware.ContentPolicy",
    "tessera.web.parts.middleware.Patience",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# Database, sessions, cache
DATABASE_URL = os.environ.get(
    "DATABASE_URL", f"postgresql://postgres@/tessera?host={DATA / 'postgres'}"
)
POOL_SIZE = int(os.environ.get("DATABASE_POOL", "10"))
DATABASES = {"default": database.from_url(DATABASE_URL, pool_size=POOL_SIZE)}
SESSION_ENGINE = "tessera.web.parts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Counts what is tried too often, for all processes together; `tessera migrate` makes its table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}

# Pages
DOORS = ["shop", "account", "backoffice", "boxoffice", "scanner", "api", "widget", "hooks"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "parts" / "templates", *(WEB / door / "templates" for door in DOORS)],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django_cotton.cotton_loader.Loader"],
                        )
                    ],
                )
            ],
            "libraries": {"backoffice": "tessera.web.backoffice.tags"},
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tessera.web.parts.quick",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    }
]
# How old the shop may be that a buyer's page is made with: its name, its look, whether it is open.
SHOPS_KEPT_SECONDS = float(os.environ.get("SHOPS_KEPT_SECONDS", "1"))
FORM_RENDERER = "tessera.web.parts.widgets.QuickRenderer"
DJANGO_TABLES2_TEMPLATE = "parts/table.html"

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("de", _("German")), ("it", _("Italian"))]
LOCALE_PATHS = [
    TESSERA / "lib" / "locale",
    TESSERA / "domain" / "locale",
    TESSERA / "flows" / "locale",
    TESSERA / "plugins" / "locale",
    WEB / "parts" / "locale",
    *(WEB / door / "locale" for door in DOORS),
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files: what `make assets` built, and what people upload
STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "collected"
STATICFILES_DIRS = [path for path in [BUILD / "static"] if path.exists()]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "private", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Many tickets with many questions each stand on one page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 200

# Who comes in
AUTH_USER_MODEL = "tessera.Person"
AUTHENTICATION_BACKENDS = ["tessera.web.parts.sessions.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/manage/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "tessera.web.account.signing_up.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "tessera.web.account.names.Names"
# Whether strangers may make an account and an organisation; the very first one always may.
SIGN_UP = flag("SIGN_UP", default=True)
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tessera"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# Safety
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin-allow-popups"
X_FRAME_OPTIONS = "DENY"

# Card payments: Stripe, or a stand-in on loopback that answers like it
STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_PUBLISHABLE_KEY = os.environ.get("STRIPE_PUBLISHABLE_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "")
STRIPE_JS_URL = os.environ.get("STRIPE_JS_URL", "https://js.stripe.com/v3/")
_card_pages = ["{0.scheme}://{0.netloc}".format(urlsplit(STRIPE_JS_URL))]
_card_calls = [STRIPE_API_BASE or "https://api.stripe.com"]
if not STRIPE_API_BASE:
    _card_pages += ["https://*.js.stripe.com", "https://hooks.stripe.com"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, _card_pages[0]],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *_card_calls],
        "frame-src": [SELF, *_card_pages],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Mail: the outbox keeps every message; the sender it hands them to is chosen here
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
TESSERA_MAIL = os.environ.get("TESSERA_MAIL") or (
    "smtp" if EMAIL_HOST or "EMAIL_BACKEND" in os.environ else "outbox"
)
SENDS_MAIL = TESSERA_MAIL != "outbox"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
# Who signs up proves their address by a code; where no mail leaves, nobody can, and none is asked.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if SENDS_MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = SENDS_MAIL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Tessera <tickets@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["tessera.config.schedule", "tessera.flows.discounting"]

# Logs
LOGS_AS_JSON = flag("LOGS_AS_JSON", default=True)
logs.configure()
LOGGING = logs.dictionary(as_json=LOGS_AS_JSON, level=os.environ.get("LOG_LEVEL", "INFO"))
