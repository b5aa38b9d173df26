"""The two storages as their contract sees them, and who asks them over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from starlette.testclient import TestClient

from app.platform.storage import FolderStorage, Storage, UploadForm
from app.platform.storage.bucket import BucketStorage
from tests.databases import HOST

ORIGIN = f"http://{HOST}"
FOREIGN = "https://elsewhere.example"
NO_HEADERS: Mapping[str, str] = {}


@dataclass
class Rig:
    """A storage, and a browser that holds nothing but addresses."""

    storage: Storage
    client: TestClient | httpx2.Client

    def ask(
        self,
        method: str,
        address: str,
        body: bytes = b"",
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> httpx2.Response:
        return self.client.request(
            method, address, content=body or None, headers=dict(headers)
        )

    def post(self, form: UploadForm, data: bytes, **changed: str) -> httpx2.Response:
        """Send a form as a browser does: its fields, then the file."""
        fields = {**form.fields, **changed}
        files = {"file": ("film.webm", data, "application/octet-stream")}
        return self.client.post(form.action, data=fields, files=files)

    def keys(self, prefix: str = "") -> list[str]:
        return [file.key for file in self.storage.listed(prefix)]


def tampered(address: str) -> str:
    """Return an address with one letter of its signature changed."""
    # Not the last one: of that base64 leaves some bits unread.
    changed = "0" if address[-5] != "0" else "1"
    return address[:-5] + changed + address[-4:]


def folder_rig(storage: FolderStorage, client: TestClient) -> Rig:
    return Rig(storage, client)


def served_rig(storage: FolderStorage, url: str) -> Rig:
    """Return one who asks over a real line, with the name that our site has."""
    client = httpx2.Client(base_url=url, headers={"host": HOST}, timeout=60)
    return Rig(storage, client)


def bucket_rig(storage: BucketStorage) -> Rig:
    return Rig(storage, httpx2.Client())
