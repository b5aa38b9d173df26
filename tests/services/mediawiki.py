"""A real MediaWiki from Debian's packages, acting as Wikimedia Commons.

It has its pages in SQLite and its files in a folder; PHP's own server answers for it.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.conventions.sources import ROOT
from tests.services.process import (
    Program,
    RunningServer,
    answers,
    end,
    free_port,
    need_program,
    start,
    wait_until,
)

HOME = Path("/usr/share/mediawiki")
HERE = ROOT / "tests" / "services"


@dataclass(frozen=True)
class Wiki:
    """A running wiki: its address, that of its API, and its folder."""

    server: RunningServer
    folder: Path
    env: dict[str, str]

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def api(self) -> str:
        return f"{self.url}/api.php"

    def upload(self, name: str, data: bytes, page: str) -> None:
        """Bring a file with the text of its page, or another version of it."""
        place = self.folder / "incoming"
        place.mkdir(exist_ok=True)
        file = place / name
        file.write_bytes(data)
        words = ("--overwrite", f"--comment={page}", "--user=Admin", str(place))
        self.run("importImages", *words, f"--extensions={file.suffix[1:]}")
        file.unlink()

    def write(self, name: str, page: str) -> None:
        """Write the page of a file anew."""
        self.run("edit", "--user=Admin", f"File:{name}", given=page)

    def delete(self, name: str) -> None:
        """Delete a file with its page."""
        titles = self.folder / "titles.txt"
        titles.write_text(f"File:{name}\n")
        self.run("deleteBatch", "-u", "Admin", str(titles))

    def run(self, script: str, *words: str, given: str = "") -> None:
        """Run a script of maintenance."""
        command = ["php", str(HOME / "maintenance" / f"{script}.php"), *words]
        done = subprocess.run(
            command,
            env=self.env,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def start_commons(folder: Path) -> Wiki:
    """Install a wiki in a folder and start it."""
    php = need_program("php", package="php-cli")
    if not HOME.exists():
        raise RuntimeError("MediaWiki is missing: run `make provision`")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    for name in ("pages", "settings", "images"):
        (folder / name).mkdir()
    env = {**os.environ, "COMMONS_FOLDER": str(folder)}
    install = [
        *(php, str(HOME / "maintenance" / "install.php"), "--dbtype", "sqlite"),
        *("--dbpath", str(folder / "pages"), "--dbname", "wiki"),
        *("--server", url, "--scriptpath", "", "--confpath", str(folder / "settings")),
        *("--pass", "a-passphrase-of-tests", "Commons", "Admin"),
    ]
    subprocess.run(install, env=env, capture_output=True, check=True)
    settings = folder / "settings" / "LocalSettings.php"
    with settings.open("a") as file:
        file.write(f"\nrequire '{HERE / 'mediawiki.php'}';\n")
    env["MW_CONFIG_FILE"] = str(settings)
    log = folder / "wiki.log"
    command = [php, "-S", f"127.0.0.1:{port}", "-t", str(HOME)]
    command.append(str(HERE / "mediawiki.router.php"))
    process = start(Program(command, log, env=env))
    wait_until(lambda: answers(port), process, log)
    server = RunningServer(url, lambda: end(process), process.pid)
    return Wiki(server, folder, env)
