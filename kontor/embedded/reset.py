"""Delete the embedded data, after asking: python -m kontor.embedded.reset"""

import os
import shutil
import sys

from kontor.embedded.folders import data_folder
from kontor.embedded.running import AlreadyRunning, take_lock


def reset() -> int:
    """Ask, delete, say what was deleted; the exit status, 1 when nothing was."""
    if os.environ.get("DATABASE_URL"):
        print("DATABASE_URL is set: make reset deletes only the data that Kontor keeps itself.")
        return 1
    folder = data_folder(os.environ)
    if not folder.own_entries():
        print(f"There are no data in {folder.path}.")
        return 0
    try:
        lock = take_lock(folder)
    except AlreadyRunning:
        print("Kontor is running on these data: stop it first (Ctrl-C where make run runs).")
        return 1
    try:
        print(f"This deletes the database, files and mails of Kontor in {folder.path}.")
        print("Type yes to go on: ", end="", flush=True)
        if sys.stdin.readline().strip().lower() != "yes":
            print("Nothing was deleted.")
            return 1
        for entry in folder.own_entries():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()
    finally:
        os.close(lock)
    print("Deleted.")
    return 0


if __name__ == "__main__":
    sys.exit(reset())
