"""All settings, read top to bottom; values come from the environment, and every variable is named here.

A value that cannot be used stops whatever is started, with a sentence for each such variable.

SECRET_KEY           signs sessions and forms; `make run` makes one and keeps it in NSS_VAR
ALLOWED_HOSTS        names the site answers to, separated by commas
SITE_URL             the public address, used in links that leave the site (http://127.0.0.1:8000)
DATABASE_URL         postgres://… for PostgreSQL, sqlite:////… for a file; empty: SQLite in NSS_VAR
CACHE_URL            redis://… for a cache shared by several machines; empty: memory of the process
NSS_VAR              folder of what the application makes: database, secret, captures, releases, … (var/)
CAPTURE_SIZE_MB      the largest copy of a source that editors may add, in megabytes (20)
CAPTURE_STORE_MB     how much all copies may take together, in megabytes (10000)
NSS_DEBUG            1 for development, on this machine only: reload, error pages with details (0)
NSS_ENV              "test" while tests run
NSS_ONE_PERSON       1 lets an editor publish her own work; the method page then says so (0)
HISTORY_NAMES        what readers see of who wrote and who reviewed a version: none, role or initials (none)
API_LIMIT_ANONYMOUS  requests a minute to the API from one address without a key (120)
API_LIMIT_KEY        requests a minute to the API with a key (1200)
WEBHOOKS_HERE        1 lets webhooks go to this machine and to http, to try receivers; with NSS_DEBUG only (0)
HTTPS                1 behind a proxy that serves https: secure cookies, HSTS (0)
PROXIES              how many proxies of our own a request passes (1 with HTTPS, else 0)
REQUIRE_2FA          roles that need a second factor, separated by commas; "none" for no role
                     (with HTTPS reviewer,managing editor,administrator; else none)
EMAIL_URL            submission://name:password@host to send mail; empty: mails are files in NSS_VAR/mail
EMAIL_FROM           the sender of mails (nss-tracker@localhost)
SECURITY_CONTACT     mailto:… or https://… for /.well-known/security.txt, or several; empty: no such page
SECURITY_POLICY      an https address that says how reports of weaknesses are treated; empty: none is named
"""

from pathlib import Path

from nsstracker import environment
from nsstracker.fixed import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from nsstracker.fixed import LOGGING as LOGGING
from nsstracker.fixed import REST_FRAMEWORK as REST_FRAMEWORK
from nsstracker.fixed import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS

env = environment.Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = env.text("NSS_ENV") == "test"
DEBUG = env.flag("NSS_DEBUG")

VAR_DIR = env.folder("NSS_VAR", BASE_DIR / "var")
SECRET_FILE = VAR_DIR / "secret_key"
SECRET_KEY = env.text("SECRET_KEY") or env.kept(SECRET_FILE)
OPEN_KEY = "for development and tests only"
if not SECRET_KEY and (DEBUG or TESTING):
    SECRET_KEY = OPEN_KEY
if SECRET_KEY == OPEN_KEY and not (DEBUG or TESTING):
    env.refuse("SECRET_KEY is the one of development, which everybody knows. Use one of your own.")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [])
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "commitments.admin.site.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "corsheaders",
    "csp",
    "summits",
    "commitments",
    "nsstracker",
]

MIDDLEWARE = [
    # first what puts headers on every answer, refusals of the Guard included
    "django.middleware.security.SecurityMiddleware",
    "nsstracker.middleware.PublicHeaders",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "nsstracker.languages.Language",
    "nsstracker.api.access.Access",
    "nsstracker.middleware.Words",
    "nsstracker.middleware.Guard",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nsstracker.middleware.AdminSession",
    "django.middleware.common.CommonMiddleware",
    "nsstracker.middleware.AdminCsrf",
    "nsstracker.middleware.Address",
    "nsstracker.middleware.AdminAuthentication",
    "nsstracker.middleware.AdminMessages",
    "nsstracker.middleware.BadInput",
]

ROOT_URLCONF = "nsstracker.urls"
WSGI_APPLICATION = "nsstracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "nsstracker.context.site",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n"],
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR_DIR / "nss.sqlite3",
    "OPTIONS": {
        # a transaction that reads first and writes later would otherwise fail at once under load
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
DATABASES = {
    "default": env.address(
        "DATABASE_URL",
        "postgres://name:password@host/database",
        environment.database,
        *("postgres", "postgresql", "sqlite"),
    )
    or SQLITE
}
if DATABASES["default"]["ENGINE"] == SQLITE["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE["OPTIONS"] | DATABASES["default"].get("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"] |= {"CONN_MAX_AGE": 0 if TESTING else 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.address(
    "CACHE_URL", "redis://host:6379/0", environment.cache, "redis", "rediss", "unix"
)
IN_MEMORY = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 50_000},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if CACHE_URL
    else IN_MEMORY,
    # counts requests while the shared cache is away
    "local": IN_MEMORY | {"LOCATION": "local"},
}

AUTH_USER_MODEL = "commitments.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "commitments.passwords.NotAboutUs"},
    {"NAME": "commitments.passwords.NotEndless"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
ONE_PERSON = env.flag("NSS_ONE_PERSON")
HISTORY_NAMES = env.choice("HISTORY_NAMES", "none", "role", "initials")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en-gb", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "captures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "captures", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CAPTURE_SIZE = env.number("CAPTURE_SIZE_MB", 20) * 1_000_000
CAPTURE_STORE = env.number("CAPTURE_STORE_MB", 10_000) * 1_000_000
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING

HTTPS = env.flag("HTTPS")
if HTTPS and DEBUG:
    env.refuse("NSS_DEBUG=1 shows the inside of the application. Leave it out with HTTPS=1.")
PROXIES = env.number("PROXIES", int(HTTPS), least=0)
REQUIRE_2FA = [
    role
    for role in env.names(
        "REQUIRE_2FA", ["reviewer", "managing editor", "administrator"] if HTTPS else []
    )
    if role != "none"
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "nsstracker.errors.csrf_failure"
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SILENCED_SYSTEM_CHECKS = [
    "security.W003",  # AdminCsrf is Django's protection, where there are forms that act
    "security.W005",  # other names of the domain are not ours to promise https for
    "security.W008",  # the proxy redirects to https
    "security.W021",  # nor is the domain's entry in browsers' lists
]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(api/|data/catalog\.jsonld$)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS: list[str] = []
_LIMITS = ["RateLimit", "RateLimit-Policy", "Retry-After"]
CORS_EXPOSE_HEADERS = ["ETag", "Last-Modified", "Link", "Deprecation", "Sunset", *_LIMITS]

_mail = env.address(
    "EMAIL_URL",
    "submission://name:password@mail.example.org",
    environment.mail,
    *("submission", "smtp", "console"),
)
if _mail:
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("EMAIL_FROM", "nss-tracker@localhost")

SECURITY_CONTACT = env.contacts("SECURITY_CONTACT")
SECURITY_POLICY = env.address(
    "SECURITY_POLICY", "https://example.org/security", environment.web, "https"
)

API_LIMIT_ANONYMOUS = env.number("API_LIMIT_ANONYMOUS", 120)
API_LIMIT_KEY = env.number("API_LIMIT_KEY", 1200)
WEBHOOKS_HERE = env.flag("WEBHOOKS_HERE")
if WEBHOOKS_HERE and not (DEBUG or TESTING):
    env.refuse("WEBHOOKS_HERE opens this machine to partners. Use it with NSS_DEBUG=1 only.")

env.stop_if_wrong()
