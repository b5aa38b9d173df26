"""Signs one credential: a task as JSON on standard input, what is signed on output.

A program of its own, because what reads JSON-LD needs 40 MiB that a server would never
give back: `python -m app.recognition.signing`. Nothing here asks the network: the
contexts come with the library, and a term none of them defines is refused, for a
signature would not cover it.
"""

import json
import sys
from datetime import datetime
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from jwt import encode
from openbadgeslib.ob3 import (
    OB3LdpSigner,
    OpenBadgeCredential,
    add_data_integrity_proof,
    encode_bitstring,
)

Document = dict[str, Any]


class Written:
    """A credential that is written down already, for a signer that asks for it."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def to_vc(self) -> Document:
        """Return the credential."""
        return self.document


def sign(task: Document) -> Document:
    """Return `document` with its proof and, for a badge, `jwt`.

    The task has `seed` (hexadecimal), `method` (the address of the key), `document`,
    and for a status list `revoked`, the places that are set, and `size` in bits.
    """
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(task["seed"]))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    document, method = task["document"], task["method"]
    if "revoked" in task:
        bits = encode_bitstring(task["revoked"], task["size"])
        document["credentialSubject"]["encodedList"] = bits
        return {"document": add_data_integrity_proof(document, pem, method)}
    written = cast("OpenBadgeCredential", Written(document))
    signed = OB3LdpSigner(pem, method).sign(written)
    claims = {
        **document,
        "iss": document["issuer"]["id"],
        "sub": document["credentialSubject"]["id"],
        "jti": document["id"],
        "nbf": int(datetime.fromisoformat(document["validFrom"]).timestamp()),
    }
    headers = {"kid": method, "typ": "JWT"}
    token = encode(claims, key, algorithm="EdDSA", headers=headers)
    return {"document": signed, "jwt": token}


if __name__ == "__main__":
    json.dump(sign(json.load(sys.stdin)), sys.stdout)
