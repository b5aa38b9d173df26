"""ClamAV's daemon for tests, with a signature of our own: no database is downloaded."""

import signal
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from tests.services.process import (
    Program,
    answers,
    end,
    free_port,
    need_program,
    start,
    wait_until,
)

# What the scanner finds, as https://docs.clamav.net/manual/Signatures.html writes it.
HARMFUL = b"passalong-test-signature-that-harms-nobody"
CONFIG = """TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}
Foreground yes
StreamMaxLength 2100M
MaxFileSize 2000M
"""


@dataclass
class ScannerServer:
    """clamd on a loopback port; it can be ended and started again."""

    folder: Path
    port: int = field(default_factory=free_port)
    _process: Popen[bytes] | None = None

    @property
    def place(self) -> str:
        """Where it listens, as the setting wants it."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; return when it answers."""
        program = need_program("clamd", package="clamav-daemon")
        (self.folder / "own.ndb").write_text(f"Passalong:0:*:{HARMFUL.hex()}\n")
        config = self.folder / "clamd.conf"
        text = CONFIG.format(port=self.port, folder=self.folder)
        config.write_text(text)
        log = self.folder / "clamd.log"
        self._process = start(Program([program, "--config-file", str(config)], log))
        wait_until(lambda: answers(self.port), self._process, log)

    def stop(self) -> None:
        """End it."""
        assert self._process
        end(self._process, signal.SIGKILL)
