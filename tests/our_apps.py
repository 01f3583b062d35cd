"""The apps of the project, as they are installed: whoever walks all of them finds a new one too."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps

PROJECT = Path(__file__).resolve().parents[1]


def our_apps() -> list[str]:
    """The names of those that lie in the project's folder, sorted."""
    return sorted(
        config.name.partition(".")[0]
        for config in apps.get_app_configs()
        if Path(config.path).parent == PROJECT
    )
