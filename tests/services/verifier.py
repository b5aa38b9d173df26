"""An unrelated verifier of credentials, and a site it can ask over TLS as any other."""

import json
import os
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from tests.conventions.sources import ROOT
from tests.services.process import START_SECONDS, need_program

PROGRAM = Path(__file__).parent / "verifier.mjs"


@dataclass(frozen=True)
class Verdict:
    """What the verifier says of one credential."""

    log: dict[str, bool]
    errors: list[str]

    @property
    def is_good(self) -> bool:
        """Whether it is signed by who it says, in time, and not revoked."""
        steps = ("valid_signature", "expiration", "revocation_status")
        return not self.errors and all(self.log.get(step) for step in steps)


def verdicts(credentials: Sequence[dict[str, Any]], certificate: Path) -> list[Verdict]:
    """Return what verifier-core says; it trusts `certificate` and asks the sites."""
    assert (ROOT / "node_modules/@digitalcredentials/verifier-core").is_dir(), (
        "verifier-core is missing: run `make node-tools`"
    )
    ran = subprocess.run(
        [need_program("node", package="nodejs"), str(PROGRAM)],
        input=json.dumps(list(credentials)),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)},
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return [
        Verdict(
            {step["id"]: step.get("valid", False) for step in found["log"]},
            [error["name"] for error in found["errors"]],
        )
        for found in json.loads(ran.stdout)
    ]


def write_certificate(folder: Path) -> Path:
    """Write a certificate of `localhost` with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@contextmanager
def served_over_tls(app: FastAPI, port: int, certificate: Path) -> Iterator[None]:
    """Serve an app at https://localhost while the block runs."""
    config = uvicorn.Config(
        app,
        host="localhost",
        port=port,
        log_level="error",
        access_log=False,
        ssl_certfile=certificate,
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    yield
    server.should_exit = True
    thread.join(20)
