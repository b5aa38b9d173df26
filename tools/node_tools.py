"""Install the Node tools that only tests use, when their lock file changed."""

import hashlib
from pathlib import Path

from tools.commands import run

STAMP = Path("node_modules", "installed.txt")


def main() -> None:
    """Run `npm ci` unless this very lock file is installed."""
    wanted = hashlib.sha256(Path("package-lock.json").read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    run(["npm", "ci"])
    STAMP.write_text(wanted)


if __name__ == "__main__":
    main()
