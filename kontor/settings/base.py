"""Applications, middleware, templates, languages."""

from django.utils.translation import gettext_lazy as _

from kontor.settings import environment
from kontor.settings.environment import DATA_DIRECTORY, PROJECT_DIRECTORY

BASE_DIR = PROJECT_DIRECTORY
DEMO = environment.DEMO
KONTOR_BASE_URL = environment.BASE_URL
# A file with an offset in seconds moves the clock of every process; only tests set it.
KONTOR_TEST_CLOCK = environment.TEST_CLOCK

INSTALLED_APPS = [
    "web",
    "accounts",
    "activities",
    "files",
    "notifications",
    "network",
    "companies",
    "disclosure",
    "matching",
    "cooperation_requests",
    "kontor",
    "kontor.admin_site.SecretariatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "web.middleware.BodyLimitMiddleware",
    "web.middleware.UnavailableMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.security_log.SecurityLogMiddleware",
    "accounts.middleware.PersonalSettingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.WholePageMiddleware",
    "companies.middleware.ActorMiddleware",
    "companies.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "kontor.urls"
WSGI_APPLICATION = "kontor.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIRECTORY / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "web.frame.frame",
            ],
            "builtins": ["web.templatetags.components"],
        },
    }
]
FORM_RENDERER = "web.rendering.FormRenderer"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [PROJECT_DIRECTORY / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIRECTORY / "static"
STATICFILES_DIRS = [PROJECT_DIRECTORY / "static"]
MEDIA_ROOT = DATA_DIRECTORY / "files"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Loggers of requests and tasks say where the code failed, not what was typed (web.logs).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_request_data": {"()": "web.logs.NoRequestData"}},
    "formatters": {
        "plain": {
            "()": "web.logs.BareFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json_lines": {"()": "web.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_request_data"],
        },
        # Commands without servers have nothing to write there.
        "security": {
            "()": "web.logs.security_file",
            "folder": DATA_DIRECTORY / "logs",
            "formatter": "json_lines",
        }
        if environment.servers_known()
        else {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers would write the request's line.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A queue that is longer than the threads is no fault.
        "waitress.queue": {"level": "ERROR"},
        "kontor.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
    },
}
