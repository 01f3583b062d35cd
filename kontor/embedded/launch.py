"""Become another program that ends with its parent: launch.py SIGNAL PARENT USER GROUP COMMAND…

A script of its own instead of a `preexec_fn`, which must not be used where threads run. USER and
GROUP are numbers, or - to stay who we are. Nothing of Kontor but its neighbour `parent_death` is
imported, so it takes 20 ms.
"""

import os
import signal
import sys

from parent_death import die_with_parent  # type: ignore[import-not-found, unused-ignore]


def main(arguments: list[str]) -> None:
    """Change the user, ask for the signal, then execute the command in this process."""
    number, parent, user, group, *command = arguments
    if user != "-":
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))
    # After the change of user, which makes the kernel forget the request.
    die_with_parent(int(number), int(parent))
    # Python ignores SIGPIPE and would hand that on.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execvp(command[0], command)  # noqa: S606 the command comes from the supervisor


if __name__ == "__main__":
    main(sys.argv[1:])
