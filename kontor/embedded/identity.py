"""Who runs the servers: PostgreSQL refuses to run as root."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NOBODY = 65534


class NoIdentity(Exception):
    """Started as root, but no way was found to run PostgreSQL as somebody else."""


@dataclass(frozen=True)
class Identity:
    """How a server's command is started: as another user, behind a prefix, or as it is."""

    user: int | None = None
    group: int | None = None
    prefix: tuple[str, ...] = ()

    def own(self, path: Path) -> None:
        """Give a file or folder to the user that the server runs as."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def server_identity(data: Path, cluster: Path, binary: Path) -> Identity:
    """Choose how servers run whose data folder is `data` and whose files are in `cluster`.

    An ordinary user runs them as is. For root: as the owner of the data when that is somebody else,
    else in a user namespace, where root's files belong to user 1000 (no system user is made,
    folders stay 0700), else as `nobody` when that user can reach the folder and the binary.

    Raises NoIdentity with a sentence that says what to do.
    """
    if os.geteuid() != 0:
        return Identity()
    owner = (cluster if cluster.exists() else data).stat()
    if owner.st_uid != 0:
        return Identity(user=owner.st_uid, group=owner.st_gid)
    namespace = _namespace()
    if namespace:
        return Identity(prefix=namespace)
    # Only the way through is opened, and only of the data folder itself.
    data.chmod(0o711)
    if not (_reached_by_nobody(data) and _reached_by_nobody(binary)):
        raise NoIdentity(
            f"PostgreSQL does not run as root, and no other user can reach {data}: "
            "run this as an ordinary user"
        )
    return Identity(user=NOBODY, group=NOBODY)


def _namespace() -> tuple[str, ...]:
    """The prefix that runs a command as user 1000 of a namespace of its own, if that works here."""
    unshare = shutil.which("unshare")
    if sys.platform != "linux" or unshare is None:
        return ()
    prefix = (unshare, "--user", "--map-user=1000", "--map-group=1000")
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    return prefix if tried.returncode == 0 else ()


def _reached_by_nobody(path: Path) -> bool:
    resolved = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in [resolved, *resolved.parents])
