"""python -m kontor.embedded [--without-demo] [--below-make] | --temporary -- COMMAND…"""

import argparse
import os
import shutil
import sys

from kontor.embedded.folders import data_folder
from kontor.embedded.identity import NoIdentity
from kontor.embedded.ports import PortTaken
from kontor.embedded.postgresql import DatabaseUnusable
from kontor.embedded.room import NoRoom
from kontor.embedded.running import AlreadyRunning, running_environment
from kontor.embedded.servers import ServerFailed
from kontor.embedded.supervisor import PartFailed, supervise
from kontor.embedded.temporary import run_with_servers
from kontor.embedded.valkey import BrokerUnusable
from kontor.embedded.waiting import TookTooLong
from kontor.embedded.wishes import WishRefused, wishes

# Each says in its text what is wrong and what to do.
KNOWN = (
    *(DatabaseUnusable, BrokerUnusable, NoIdentity, ServerFailed, TookTooLong),
    *(PartFailed, NoRoom, WishRefused, ValueError),
)


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m kontor.embedded", description=__doc__)
    parser.add_argument("--without-demo", action="store_true", help="leave an empty database empty")
    parser.add_argument(
        "--below-make", action="store_true", help="stop also when the make above us stops"
    )
    parser.add_argument(
        "--temporary", action="store_true", help="servers in a temporary folder for one command"
    )
    parser.add_argument("command", nargs="*", help="the command, after --")
    read = parser.parse_args()
    if read.temporary != bool(read.command):
        parser.error("--temporary and a command after -- belong together")
    return read


def run(asked: argparse.Namespace) -> str | None:
    """Supervise; what went wrong in words, or None."""
    folder = data_folder(os.environ)
    try:
        wanted = wishes()
        supervise(wanted, fill_demo=not asked.without_demo, below_make=asked.below_make)
    except AlreadyRunning as other:
        address = running_environment(folder.path).get("BASE_URL")
        where = f" at {address}/" if address else ""
        return f"Kontor already runs on {folder.path}{where} (process {other.process})."
    except PortTaken as taken:
        return f"Port {taken.args[0]} is taken: name another with PORT=, or leave it out."
    except PermissionError as refused:
        return f"Not allowed: {refused}"
    except KNOWN as failed:
        return str(failed)
    return None


def main() -> None:
    """Run what the command line asks for and leave with its exit status."""
    asked = options()
    if asked.temporary:
        if shutil.which(asked.command[0]) is None:
            sys.exit(f"There is no command {asked.command[0]}")
        try:
            sys.exit(run_with_servers(asked.command))
        except KNOWN as failed:
            sys.exit(str(failed))
    problem = run(asked)
    if problem:
        sys.exit(problem)


if __name__ == "__main__":
    main()
