"""The apps of the project up to the case, as the layers of pyproject.toml say."""

import tomllib
from pathlib import Path

from kontor.settings import *  # noqa: F403
from kontor.settings import INSTALLED_APPS as _OF_THE_PROJECT

_PROJECT = Path(__file__).resolve().parents[2]
_CONTRACTS = tomllib.loads((_PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]
_LAYERS: list[str] = next(
    one["layers"] for one in _CONTRACTS["contracts"] if "accounts" in one.get("layers", ())
)
ABOVE = {
    app
    for layer in _LAYERS[: _LAYERS.index("cooperation_requests")]
    for app in layer.replace(" ", "").split("|")
} - {"kontor"}
INSTALLED_APPS = [app for app in _OF_THE_PROJECT if app.partition(".")[0] not in ABOVE]
