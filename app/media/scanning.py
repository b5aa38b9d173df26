"""Asks ClamAV whether a file carries something known to harm; its `INSTREAM` command.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd: `zINSTREAM\\0`, then pieces,
each after its length in four bytes, then a length of zero; the answer ends with `OK` or
`FOUND`. Without an answer nothing is taken: the job fails and is tried again.
"""

import socket
import struct
from contextlib import closing
from pathlib import Path

from app.media.kinds import Refused
from app.platform.i18n import N_

PIECE_BYTES = 64 * 1024
SECONDS = 120
MAX_ANSWER = 4096


class ScannerUnavailable(Exception):
    """The scanner does not answer as it should."""


def check_harmless(path: Path, scanner: str) -> None:
    """Raise Refused for a file that harms, ScannerUnavailable without an answer."""
    try:
        with closing(_connected(scanner)) as connection, path.open("rb") as file:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE_BYTES):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerUnavailable(type(error).__name__) from error
    if answer.endswith(" FOUND"):
        raise Refused(N_("The scanner found something harmful in this file."))
    if not answer.endswith(": OK"):
        raise ScannerUnavailable("another answer than OK or FOUND")


def _connected(scanner: str) -> socket.socket:
    if scanner.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(scanner)
        return connection
    host, _, port = scanner.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _answer(connection: socket.socket) -> str:
    told = b""
    while not told.endswith(b"\0") and len(told) < MAX_ANSWER:
        piece = connection.recv(MAX_ANSWER)
        if not piece:
            break
        told += piece
    return told.rstrip(b"\0").decode(errors="replace")
