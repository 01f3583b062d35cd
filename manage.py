#!/usr/bin/env python
"""Django's command line; beside a running `make run` it finds the servers by itself."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kontor.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from kontor.settings.environment import NO_SERVERS, servers_known

    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        if servers_known():
            raise
        sys.exit(NO_SERVERS)


if __name__ == "__main__":
    main()
