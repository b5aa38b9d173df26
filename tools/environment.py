"""Make `.venv` and install locked requirements into it, only when they changed.

Runs on a bare Python. `dev` holds everything `app` holds, so one serves both.
"""

import argparse
import hashlib
import os
import shutil
import sys
from pathlib import Path

from tools.commands import run, stop, works

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one must be told
    stop("Passalong needs Python 3.11 or newer: make run PYTHON=/path/to/python3.12")

VENV = Path(".venv")
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"
# In the stamp, so that environments from before they were compiled are finished.
COMPILED = "compiled"
NO_DOWNLOADS = {"UV_PYTHON_DOWNLOADS": "never"}


def fingerprint(which: str) -> str:
    """Return a hash of the lock file and of the Python it is installed for."""
    lock = Path("requirements", f"{which}.txt").read_bytes()
    version = f"{sys.version_info.major}.{sys.version_info.minor} {sys.base_prefix}"
    return f"{which} {version} {COMPILED} {hashlib.sha256(lock).hexdigest()}"


def is_installed(which: str) -> bool:
    """Return whether the stamp says that this very lock file is installed."""
    if not (VENV_PYTHON.exists() and STAMP.exists()):
        return False
    return fingerprint(which) in STAMP.read_text().splitlines()


def create() -> None:
    """Make an empty environment by the first way this machine offers."""
    if VENV.exists():
        shutil.rmtree(VENV)
    if works(["uv", "--version"]):
        run(["uv", "venv", "--quiet", "--python", sys.executable, str(VENV)])
    elif works([sys.executable, "-c", "import ensurepip"]):
        run([sys.executable, "-m", "venv", str(VENV)])
    elif works([sys.executable, "-m", "virtualenv", "--version"]):
        run([sys.executable, "-m", "virtualenv", "--quiet", str(VENV)])
    elif works([sys.executable, "-m", "pip", "--version"]):
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    elif os.geteuid() == 0 and shutil.which("apt-get"):
        run(["apt-get", "update", "-q"])
        run(["apt-get", "install", "-y", "-q", "python3-venv"])
        run([sys.executable, "-m", "venv", str(VENV)])
    else:
        stop("this Python cannot make environments: sudo apt-get install python3-venv")


def install(which: str) -> None:
    """Install the lock file, hashes checked, with uv where it is, else with pip."""
    lock = f"requirements/{which}.txt"
    options = ["install", "--quiet", "--require-hashes", "-r", lock]
    if works(["uv", "--version"]):
        target = ["--python", str(VENV_PYTHON)]
        run(["uv", "pip", *options, *target], env=NO_DOWNLOADS)
        return
    quiet = ["--disable-pip-version-check", "--no-input"]
    if works([str(VENV_PYTHON), "-m", "pip", "--version"]):
        run([str(VENV_PYTHON), "-m", "pip", *options, *quiet])
        return
    # pip of the system can install for another interpreter since version 22.3.
    target = ["--python", str(VENV_PYTHON)]
    run([sys.executable, "-m", "pip", *target, *options, *quiet])


def main() -> None:
    """Bring `.venv` in line with the lock file that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("which", choices=["app", "dev"])
    which = parser.parse_args().which
    if not is_installed(which):
        if not works([str(VENV_PYTHON), "--version"]) or _is_other_python():
            create()
        install(which)
        compile_all(str(VENV / "lib"))
        kept = ["app", "dev"] if which == "dev" else ["app"]
        STAMP.write_text("".join(fingerprint(name) + "\n" for name in kept))
    compile_all("app")


def compile_all(folder: str) -> None:
    """Compile the Python files below a folder that changed since they were compiled.

    A server that compiles what it reads in takes thrice as long to start, and one
    that may not write does so every time. uv leaves it to the first start.
    """
    run([str(VENV_PYTHON), "-m", "compileall", "-q", "-j", "0", folder])


def _is_other_python() -> bool:
    ours = "sys.version_info[:2], sys.base_prefix"
    wanted = sys.version_info[:2], sys.base_prefix
    check = f"import sys; sys.exit(({ours}) != {wanted!r})"
    return not works([str(VENV_PYTHON), "-c", check])


if __name__ == "__main__":
    main()
