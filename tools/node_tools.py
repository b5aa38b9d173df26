"""Install the Node tools that only tests use, when their lock file changed."""

import hashlib
import subprocess
from pathlib import Path

from tools.commands import run, stop

STAMP = Path("node_modules", "installed.txt")
# Older ones cannot read our lock file. The tools themselves are not run by Node.
OLDEST_NPM = 7


def main() -> None:
    """Run `npm ci` unless this very lock file is installed."""
    wanted = hashlib.sha256(Path("package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    asked = subprocess.run(["npm", "--version"], capture_output=True, text=True)
    version = asked.stdout.strip()
    if asked.returncode != 0 or int(version.split(".")[0]) < OLDEST_NPM:
        stop(
            f"npm {version or 'does not start'}: the tests need npm {OLDEST_NPM} or "
            "newer, which comes with Node 16 and all later ones."
        )
    run(["npm", "ci"])
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
