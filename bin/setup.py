"""Make a checkout ready: the system's libraries, the locked packages, the translations.

`bin/setup` calls it with a Python of 3.11 or later; it uses nothing but the standard library, and
does nothing at all when everything is there already.
"""

import ctypes
import ctypes.util
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, NoReturn

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
APT_INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Need(NamedTuple):
    """Something that only the system's own package manager can install."""

    is_there: Callable[[], bool]
    apt: str
    brew: str


def main() -> None:
    """Install what is missing for `run` or `test`."""
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("bin/setup run | test")
    tests = sys.argv[1] == "test"
    install_system_packages(needs(tests=tests))
    install_python_packages(tests=tests)
    if tests and not has_browser():
        # No package of the system's own: Playwright brings the browser that it was made with.
        run(PYTHON, "-m", "playwright", "install", *with_deps(), "chromium")
    compile_messages()


def needs(*, tests: bool) -> list[Need]:
    """List what the shop asks of the system: PDFs (Pango, fonts), translations, a browser."""
    minor = sys.version_info.minor
    found = [
        Need(lambda: has_module("ensurepip"), f"python3.{minor}-venv", f"python@3.{minor}"),
        Need(lambda: has_library("pango-1.0", 0), "libpango-1.0-0", "pango"),
        Need(lambda: has_library("pangoft2-1.0", 0), "libpangoft2-1.0-0", "pango"),
        Need(lambda: has_library("harfbuzz", 0), "libharfbuzz0b", "harfbuzz"),
        Need(lambda: bool(shutil.which("fc-list")), "fontconfig", "fontconfig"),
        Need(has_font, "fonts-dejavu-core", "font-dejavu"),
        Need(lambda: bool(shutil.which("msgfmt")), "gettext", "gettext"),
    ]
    if tests and Path("/etc/debian_version").exists() and not is_ubuntu():
        found.append(Need(has_browser, "chromium", ""))
    return found


def has_module(name: str) -> bool:
    """Tell whether this Python carries a module (Debian ships `ensurepip` apart)."""
    return importlib.util.find_spec(name) is not None


def has_library(name: str, version: int) -> bool:
    """Tell whether a shared library can be loaded, as WeasyPrint will do it."""
    file = f"lib{name}.{version}.dylib" if sys.platform == "darwin" else f"lib{name}.so.{version}"
    try:
        ctypes.CDLL(file)
    except OSError:
        return bool(ctypes.util.find_library(name))
    return True


def has_font() -> bool:
    """Tell whether there is any font at all to print with."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list"], capture_output=True, check=False).stdout.strip())


def has_browser() -> bool:
    """Tell whether the browser tests have a Chromium, the system's or Playwright's own."""
    caches = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    downloaded = any(any(folder.glob("chromium-*")) for folder in caches)
    return downloaded or any(map(shutil.which, [os.environ.get("CHROMIUM", ""), *BROWSERS]))


def is_ubuntu() -> bool:
    """Tell whether « chromium » is only a pointer to a snap here, which containers cannot run."""
    return "ID=ubuntu" in Path("/etc/os-release").read_text(encoding="utf-8").splitlines()


def install_system_packages(wanted: list[Need]) -> None:
    """Install the missing packages if that is allowed; if not, say how, and stop."""
    missing = [need for need in wanted if not need.is_there()]
    if not missing:
        return
    command, sudo = install_command(missing)
    if sudo is None or not shutil.which(command[0]):
        stop(["sudo", *command] if command[0] == "apt-get" else command)
    say(f"Paquets du système · System packages: {' '.join(command)}")
    if command[0] == "apt-get":
        quietly(*sudo, "apt-get", "update")
    if quietly(*sudo, *command) or any(not need.is_there() for need in missing):
        stop([*sudo, *command])


def install_command(missing: list[Need]) -> tuple[list[str], list[str] | None]:
    """Return the command that installs packages, and what must stand before it (None: refused)."""
    if shutil.which("brew"):
        return ["brew", "install", *sorted({need.brew for need in missing})], []
    return [*APT_INSTALL, *sorted({need.apt for need in missing})], as_root()


def as_root() -> list[str] | None:
    """Return what to put before a command that changes the system, or None if it may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not quietly("sudo", "-n", "true"):
        return ["sudo", "-n"]
    return None


def with_deps() -> list[str]:
    """Let Playwright install its browser's libraries too, where that is allowed."""
    return ["--with-deps"] if shutil.which("apt-get") and as_root() is not None else []


def install_python_packages(*, tests: bool) -> None:
    """Bring `.venv` to the state of its lock file, unless it is there already."""
    stamp = STAMP.read_text(encoding="utf-8") if STAMP.exists() and works(PYTHON) else ""
    lock = Path(
        "requirements/dev.lock" if tests or "dev.lock" in stamp else "requirements/prod.lock"
    )
    wanted = f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
    if stamp == wanted:
        return
    say(f"Paquets Python · Python packages: {lock}")
    if not works(PYTHON):
        run(sys.executable, "-m", "venv", "--clear", VENV)
    if not sync_with_uv(lock):
        run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    STAMP.write_text(wanted, encoding="utf-8")


def works(python: Path) -> bool:
    """Tell whether a virtual environment can still be used (its Python may have gone)."""
    return python.exists() and not quietly(python, "-m", "pip", "--version")


def sync_with_uv(lock: Path) -> bool:
    """Install a lock file in a few seconds; tell whether it worked (pip can do it, slowly)."""
    uv = VENV / "bin" / "uv"
    tool = "requirements/bootstrap.lock"
    if not uv.exists() and quietly(PYTHON, "-m", "pip", "install", "--require-hashes", "-r", tool):
        return False
    # The machine's own certificates: uv's do not know a company's proxy.
    options = ("--quiet", "--system-certs", "--require-hashes", "--python", PYTHON)
    return not quietly(uv, "pip", "sync", *options, lock)


def compile_messages() -> None:
    """Compile each translation that is newer than what was compiled of it."""
    for source in Path("locale").glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            run("msgfmt", "--check-format", "-o", compiled, source)


def run(*command: str | Path) -> None:
    """Run a command that must succeed, and show what it says."""
    status = subprocess.run([str(part) for part in command], check=False).returncode
    if status:
        sys.exit(status)


def quietly(*command: str | Path) -> int:
    """Run a command that may fail, without a word, and return its status."""
    words = [str(part) for part in command]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = subprocess.DEVNULL
    return subprocess.run(
        words, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, check=False
    ).returncode


def say(line: str) -> None:
    """Tell what is going on."""
    print(line, flush=True)


def stop(command: list[str]) -> NoReturn:
    """Say which command is missing, in both languages, and end before anything has started."""
    sys.exit(f"Lancez d'abord · Run first:\n  {' '.join(command)}")


if __name__ == "__main__":
    main()
