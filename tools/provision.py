"""Install what the tests need and this machine lacks, from Debian packages.

Runs on a bare Python. A machine that has everything is left alone.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.commands import run, stop, works


@dataclass(frozen=True)
class Need:
    """One thing that must be there, how to see it, and the package that brings it."""

    name: str
    package: str
    is_there: Callable[[], bool]


def program(*names: str, package: str) -> Need:
    """Need at least one of these programs."""
    return Need(names[0], package, lambda: any(map(shutil.which, names)))


def library(file: str, package: str) -> Need:
    """Need a shared library that WeasyPrint loads."""
    return Need(package, package, lambda: _loads(file))


def font(family: str, package: str) -> Need:
    """Need a font family, so that a script is shown and not drawn as boxes."""
    return Need(f"font-{family}", package, lambda: _has_font(family))


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _has_font(family: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(
        ["fc-list", f":family={family}", "file"],
        capture_output=True,
        text=True,
        check=True,
    )
    return bool(listed.stdout.strip())


def _has_postgresql() -> bool:
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return bool(shutil.which("initdb")) or any(installed)


NEEDS = [
    Need("postgresql", "postgresql", _has_postgresql),
    program("redis-server", package="redis-server"),
    program("chromium", "chromium-browser", "google-chrome", package="chromium"),
    program("ffmpeg", package="ffmpeg"),
    program("fc-list", package="fontconfig"),
    font("Noto Sans Arabic", "fonts-noto-core"),
    font("Noto Sans Bengali", "fonts-noto-core"),
    font("Noto Sans CJK SC", "fonts-noto-cjk"),
    font("Noto Color Emoji", "fonts-noto-color-emoji"),
    library("libpango-1.0.so.0", "libpango-1.0-0"),
    library("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    library("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    program("msgfmt", package="gettext"),
    program("java", package="default-jre-headless"),
    program("wrk", package="wrk"),
    program("pdftotext", package="poppler-utils"),
    program("npm", package="npm"),
]


def missing(needs: list[Need]) -> list[str]:
    """Return the packages that bring what is not there."""
    return sorted({need.package for need in needs if not need.is_there()})


def chosen(names: list[str]) -> list[Need]:
    """Return the needs with these names, or all of them when none is named."""
    known = {need.name for need in NEEDS}
    unknown = sorted(set(names) - known)
    if unknown:
        stop(f"nothing is called {unknown}; there are {sorted(known)}")
    return [need for need in NEEDS if need.name in names or not names]


def install(packages: list[str]) -> None:
    """Install with apt-get, as root or through sudo; else say what to install."""
    advice = f"install {' '.join(packages)}"
    if not shutil.which("apt-get"):
        stop(f"the tests need more than is here, and there is no apt-get: {advice}.")
    prefix: list[str] = []
    if os.geteuid() != 0:
        if not works(["sudo", "-n", "true"]):
            stop(f"the tests need more: sudo apt-get install {' '.join(packages)}")
        prefix = ["sudo", "-n"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    lock = ["-o", "DPkg::Lock::Timeout=300"]
    run([*apt, *lock, "update"])
    run([*apt, *lock, "install", "-y", "--no-install-recommends", *packages])


def main() -> None:
    """Install everything, or only the things named, and check that they are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="name")
    wanted = chosen(parser.parse_args().only)
    packages = missing(wanted)
    if not packages:
        return
    install(packages)
    lacking = [need.name for need in wanted if not need.is_there()]
    if lacking:
        stop(f"installed {' '.join(packages)}, yet these are missing: {lacking}")


if __name__ == "__main__":
    main()
