"""Database, cache, sessions, files, mail."""

import dj_database_url

from kontor.settings import environment

DATABASES = {
    "default": dj_database_url.parse(
        environment.text("DATABASE_URL", "postgres://kontor@127.0.0.1:1/kontor"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "connect_timeout": 5,
        # No query of a page or task may hang: PostgreSQL ends it.
        "options": "-c statement_timeout=30000 -c lock_timeout=15000"
        # The search of nearest vectors reads on until enough of what it finds passes the filters;
        # about in order is enough, as what was found is put in order afterwards.
        " -c hnsw.iterative_scan=relaxed_order -c hnsw.ef_search=100",
    }
)

# Sessions, cache and rate limits stay out of the broker: log-in works while it is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
SESSION_ENGINE = "accounts.sessions"
# The longest; how long one may stand idle: SESSION_IDLE_SECONDS.
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.flag("STATIC_MANIFEST")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not environment.flag("STATIC_MANIFEST")
# Refused before anything is read: twice what a file may have, so that whoever chose one that is
# somewhat too large is told so at the field, with all that they typed.
LARGEST_BODY = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
# What Kontor writes is for its own user alone, wherever its data folder lies.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Without a server the demo keeps its mails in the data folder.
_mail = environment.mail_server()
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _mail
    else "notifications.mailbox.MailboxBackend"
)
EMAIL_HOST = _mail.host if _mail else ""
EMAIL_PORT = _mail.port if _mail else 0
EMAIL_HOST_USER = _mail.user if _mail else ""
EMAIL_HOST_PASSWORD = _mail.password if _mail else ""
EMAIL_USE_TLS = _mail.starttls if _mail else False
EMAIL_USE_SSL = _mail.implicit_tls if _mail else False
# For each step of the conversation; all steps together stay below the lease of a claimed notice
# (notifications.delivery.LEASE, two minutes).
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.sender()
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where people's replies go: Kontor does not read them.
REPLY_TO_EMAIL = environment.mail_address("REPLY_TO_EMAIL")
MAILBOX_DIRECTORY = environment.DATA_DIRECTORY / "mailbox"
