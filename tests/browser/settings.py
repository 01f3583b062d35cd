"""Settings of the demo under test: its answers name their templates, and it has pages of faults."""

from kontor.settings import *  # noqa: F403
from kontor.settings import MIDDLEWARE as REAL_MIDDLEWARE

MIDDLEWARE = ["tests.browser.drawn.NamesTemplates", *REAL_MIDDLEWARE]
ROOT_URLCONF = "tests.browser.urls"
