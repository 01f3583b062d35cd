"""The passwords and the key of an embedded Kontor: made once, kept for the owner alone."""

import json
import secrets
from dataclasses import asdict, dataclass

from kontor.embedded.folders import DataFolder, write_private


@dataclass(frozen=True)
class Passwords:
    """What `.data/secrets.json` holds (file mode 0600)."""

    secret_key: str
    database: str
    broker: str


def passwords_of(folder: DataFolder) -> Passwords:
    """Read the folder's passwords, or make them.

    Raises ValueError when the file is there but does not hold them.
    """
    try:
        text = folder.secrets.read_text(encoding="utf-8")
    except FileNotFoundError:
        made = Passwords(
            secret_key=secrets.token_urlsafe(48),
            database=secrets.token_urlsafe(24),
            broker=secrets.token_urlsafe(24),
        )
        write_private(folder.secrets, json.dumps(asdict(made), indent=1) + "\n")
        return made
    try:
        return Passwords(**json.loads(text))
    except TypeError as wrong:
        raise ValueError(f"{folder.secrets} does not hold Kontor's passwords") from wrong
