"""Install what Kontor needs into .venv/; run by a Python that `make` has chosen.

Only the standard library is used. What is installed is remembered as a hash in .venv/, so that a
second run does nothing.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / ".venv"
PYTHON = FOLDER / "bin" / "python"
RUNNING = "requirements.txt"
DEVELOPMENT = "requirements-development.txt"


def fingerprint(lists: list[str]) -> str:
    """A hash of the lists and of the Python that they are installed for."""
    made = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for name in lists:
        made.update((PROJECT / name).read_bytes())
    return made.hexdigest()


def make_environment() -> None:
    """Make .venv/ unless it is there; one half made or whose Python has gone is made anew."""
    if PYTHON.exists() and any(FOLDER.glob("lib/python3*/site-packages/pip/__main__.py")):
        return
    print("Making .venv/", flush=True)
    venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(FOLDER)


def install(lists: list[str], stamp: Path) -> None:
    """Install the pinned lists unless the stamp says that they are."""
    wanted = fingerprint(lists)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing " + " and ".join(lists) + " (a minute or less)", flush=True)
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    # The lists name everything; without asking each package what it needs it goes twice as fast.
    options += ["--no-deps", "--no-compile"]
    listed = [word for name in lists for word in ("--requirement", name)]
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "install", *options, *listed],
        cwd=PROJECT,
        check=False,
    )
    if done.returncode != 0:
        sys.exit("The installation failed; the lines above say why. Run the same command again.")
    stamp.write_text(wanted)


def compile_messages() -> None:
    """Compile translations whose text is newer than their compiled form."""
    texts = PROJECT.glob("locale/*/LC_MESSAGES/*.po")
    stale = [
        text
        for text in texts
        if not text.with_suffix(".mo").exists()
        or text.with_suffix(".mo").stat().st_mtime < text.stat().st_mtime
    ]
    if stale:
        program = PROJECT / "kontor" / "messages.py"
        subprocess.run([str(PYTHON), "-P", str(program), "compile"], cwd=PROJECT, check=True)


def main() -> None:
    """Install for running, and with --development also for building and checking."""
    make_environment()
    stamp, development_stamp = FOLDER / "installed", FOLDER / "installed-development"
    if "--development" in sys.argv[1:]:
        wanted = [RUNNING, DEVELOPMENT]
        install(wanted, development_stamp)
        # The development list holds to the other one's versions, so that one is installed too.
        stamp.write_text(fingerprint([RUNNING]))
    else:
        install([RUNNING], stamp)
    compile_messages()


if __name__ == "__main__":
    main()
