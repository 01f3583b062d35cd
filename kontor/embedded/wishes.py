"""What the person who types `make run` asks for: the variables that the supervisor itself reads."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from kontor.embedded.folders import DataFolder, data_folder
from kontor.embedded.ports import DEFAULT_PORT

TRUE = {"1", "true", "yes", "on"}


class WishRefused(Exception):
    """A variable has a value that cannot be; the text names it."""


@dataclass(frozen=True)
class Wishes:
    """Read from DATA_DIR, PORT, DATABASE_URL, REDIS_URL and DEMO."""

    folder: DataFolder
    port: int
    # True when PORT was given: then no other port will do.
    port_given: bool
    # True when DATABASE_URL and REDIS_URL name servers of the person's own.
    own_servers: bool
    demo: bool


def wishes(environment: Mapping[str, str] = os.environ) -> Wishes:
    """Read what was asked for.

    Raises WishRefused when PORT is no port, or when only one of the two servers is named.
    """
    given = environment.get("PORT", "").strip()
    if given and not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise WishRefused(f"PORT={given} is not a port (1 to 65535)")
    database, broker = environment.get("DATABASE_URL"), environment.get("REDIS_URL")
    if bool(database) != bool(broker):
        raise WishRefused("Set both DATABASE_URL and REDIS_URL to use own servers, or neither")
    own_servers = bool(database)
    return Wishes(
        folder=data_folder(environment),
        port=int(given) if given else DEFAULT_PORT,
        port_given=bool(given),
        own_servers=own_servers,
        demo=not own_servers or environment.get("DEMO", "").lower() in TRUE,
    )
