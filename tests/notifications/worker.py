"""A worker without broker, for tests that kill it: delivers what is due until it is ended."""

from __future__ import annotations

import os
import threading

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
    django.setup()
    from notifications.delivery import deliver_due

    print("ready", flush=True)  # noqa: T201  whoever started it waits for this
    pause = threading.Event()
    while True:
        deliver_due()
        pause.wait(0.05)


if __name__ == "__main__":
    main()
