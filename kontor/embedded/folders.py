"""The data folder: where what lies, and who may read it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
# What `make reset` deletes; a file that Kontor did not make stays.
OWN_ENTRIES = (
    "postgresql",
    "postgresql.new",
    "valkey",
    "files",
    "mailbox",
    "static",
    "logs",
    "secrets.json",
    "servers.json",
    "demo-unfinished",
    "kontor.lock",
)
OWN_PREFIXES = ("beat-schedule",)


@dataclass(frozen=True)
class DataFolder:
    """`.data/`, or the folder that DATA_DIR names."""

    path: Path

    @property
    def lock(self) -> Path:
        return self.path / "kontor.lock"

    @property
    def secrets(self) -> Path:
        return self.path / "secrets.json"

    @property
    def servers(self) -> Path:
        return self.path / "servers.json"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def demo_unfinished(self) -> Path:
        """Exists while the demo is being filled: found at a start, filling was interrupted."""
        return self.path / "demo-unfinished"

    def make(self) -> None:
        """Create the folder, for its owner alone.

        Raises OSError when it cannot be made.
        """
        if not self.path.is_dir():
            self.path.mkdir(parents=True, mode=0o700)
            self.path.chmod(0o700)
        # The static files' folder stays empty here; without it whitenoise warns at every start.
        for inside in (self.logs, self.path / "static"):
            if not inside.is_dir():
                inside.mkdir(mode=0o700)
                give_to_owner_of_folder(inside)

    def own_entries(self) -> list[Path]:
        """What lies in the folder and is Kontor's."""
        if not self.path.is_dir():
            return []
        return sorted(
            entry
            for entry in self.path.iterdir()
            if entry.name in OWN_ENTRIES or entry.name.startswith(OWN_PREFIXES)
        )


def data_folder(environment: Mapping[str, str]) -> DataFolder:
    """The folder that DATA_DIR names, else `.data/` in the project's folder."""
    named = environment.get("DATA_DIR")
    return DataFolder(Path(named).resolve() if named else PROJECT_FOLDER / ".data")


def give_to_owner_of_folder(path: Path) -> None:
    """Started once as root, what it writes still belongs to the folder's owner."""
    owner = path.parent.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads; it appears complete or not at all."""
    side = path.with_name(path.name + ".new")
    side.unlink(missing_ok=True)
    descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    give_to_owner_of_folder(side)
    side.replace(path)
