"""A worker without broker, for tests that kill it: delivers what is due until it is ended."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
    django.setup()
    from notifications import registry
    from notifications.delivery import deliver_due

    for kind in os.environ.get("BUNDLED", "").split():
        # A kind whose notices go together: no app has one yet.
        registry._renderers[kind] = replace(registry._renderers[kind], bundled=True)
    print("ready", flush=True)  # noqa: T201  whoever started it waits for this
    pause = threading.Event()
    while True:
        deliver_due()
        pause.wait(0.05)


if __name__ == "__main__":
    main()
