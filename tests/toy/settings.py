"""The project with one more app."""

from kontor.settings import *  # noqa: F403
from kontor.settings import INSTALLED_APPS as _OF_THE_PROJECT
from kontor.settings import TEMPLATES as _AS_IN_THE_PROJECT

INSTALLED_APPS = [*_OF_THE_PROJECT, "tests.toy"]
ROOT_URLCONF = "tests.toy.root_urls"
TEMPLATES = [
    _AS_IN_THE_PROJECT[0] | {"DIRS": [*_AS_IN_THE_PROJECT[0]["DIRS"], "tests/toy/templates"]}  # type: ignore[misc]
]
