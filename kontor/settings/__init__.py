"""Settings in small modules; only `environment` reads the environment."""

from kontor.settings.accounts import *  # noqa: F403
from kontor.settings.base import *  # noqa: F403
from kontor.settings.data import *  # noqa: F403
from kontor.settings.matching import *  # noqa: F403
from kontor.settings.security import *  # noqa: F403
from kontor.settings.tasks import *  # noqa: F403
