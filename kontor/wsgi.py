import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
# What this process writes is for its own user alone.
os.umask(0o077)

application = get_wsgi_application()
