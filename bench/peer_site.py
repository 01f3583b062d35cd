"""django-helpdesk as its documentation sets it up, by an interpreter of its own (bench.peer).

python peer_site.py fill 100000     tables, and so many tickets
python peer_site.py serve 8001      its pages, by the server that Kontor has
"""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.urls import include, path

PERSON = "agent"
QUEUES = 20
# Six in ten are closed, as with Kontor's requests; words as in them, `number` a word of its own.
TICKETS = """
    INSERT INTO helpdesk_ticket (
        title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold,
        description, priority, secret_key
    )
    SELECT
        'Second source for part ' || n, 1 + n %% %(queues)s, now() - n * interval '5 minutes',
        now() - n * interval '4 minutes', 'company' || n %% 20000 || '@companies.example',
        %(person)s, CASE WHEN n %% 10 < 6 THEN 4 ELSE 1 + n %% 2 END, false,
        repeat('We look for a partner that makes castings of aluminium. ', 8) || 'K' || n || 'Z',
        1 + n %% 5, md5(n::text)
    FROM generate_series(1, %(count)s) AS n
"""


def set_up() -> None:
    settings.configure(
        SECRET_KEY="of a measurement",  # noqa: S106  on a server that ends with the command
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "helpdesk",
                "HOST": os.environ["PEER_HOST"],
                "PORT": os.environ["PEER_PORT"],
                "USER": os.environ["PEER_USER"],
                "PASSWORD": os.environ["PEER_PASSWORD"],
                "CONN_MAX_AGE": None,
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SITE_ID=1,
        STATIC_URL="/static/",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.humanize",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.staticfiles",
            "rest_framework",
            "helpdesk",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
    )
    django.setup()


def fill(count: int) -> None:
    """Make the tables and tickets, and print the key of a session that may read them."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0)
    person = get_user_model().objects.create_superuser(PERSON, "agent@desk.example", "pw")
    for number in range(1, QUEUES + 1):
        Queue.objects.create(pk=number, title=f"Queue {number}", slug=f"queue-{number}")
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, {"queues": QUEUES, "person": person.pk, "count": count})
        cursor.execute("VACUUM ANALYZE")
    client = Client()
    client.force_login(person)
    print(client.cookies[settings.SESSION_COOKIE_NAME].value)


def serve(port: int) -> None:
    from django.core.wsgi import get_wsgi_application
    from waitress import serve as serve_by_waitress

    serve_by_waitress(get_wsgi_application(), listen=f"127.0.0.1:{port}", threads=4)


if __name__ == "__main__":
    set_up()
    urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
    {"fill": fill, "serve": serve}[sys.argv[1]](int(sys.argv[2]))
