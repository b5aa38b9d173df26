"""A site that takes files, in two processes, on a disk and on a real S3 server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, StorageState

from app.accounts.demo import DEMO_ACCOUNTS
from app.platform.storage.bucket import BucketStorage
from tests.browser.watching import Visitor
from tests.conventions.sources import ROOT
from tests.databases import Databases
from tests.services.ceph import KEY, SECRET, start_ceph
from tests.services.passalong import start_passalong
from tests.services.process import Program, end, start


@dataclass
class Site:
    """A running site, and the cookies of an author on it."""

    url: str
    bucket: str
    cookies: StorageState

    def author(self, browser: Browser) -> Visitor:
        """Return a browser of the author's; it may talk to the bucket too."""
        visitor = Visitor(browser, self.url, cookies=self.cookies)
        visitor.watch.others = {urlsplit(self.bucket).netloc} if self.bucket else set()
        return visitor


@pytest.fixture(scope="session", params=["folder", "bucket"])
def files_site(
    request: pytest.FixtureRequest,
    chromium: Browser,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """A site in two processes, its files in a folder, then in a bucket."""
    folder = tmp_path_factory.mktemp("uploads")
    more = {"WORKER": "false", "DATABASE_URL": f"sqlite:///{folder}/passalong.db"}
    ceph = start_ceph(folder) if request.param == "bucket" else None
    if ceph is None:
        more |= databases.settings(databases.copy("live"), folder)
        server = start_passalong(folder, more=more)
    else:
        # Loads its content into the bucket as it starts.
        access = ceph.access("passalong")
        more |= {
            "MEDIA_URL": f"{access.endpoint}/{access.bucket}",
            "MEDIA_KEY_ID": KEY,
            "MEDIA_SECRET": SECRET,
        }
        server = start_passalong(folder, more=more)
        storage = BucketStorage(access)
        storage.prepare(server.url)
        storage.close()
    worker = _start_worker(folder, {"PUBLIC_URL": server.url, **more})
    someone = Visitor(chromium, server.url)
    name, passphrase, _ = next(one for one in DEMO_ACCOUNTS if one[0] == "DemoAuthor")
    cookies = someone.sign_in(name, passphrase)
    someone.close()
    yield Site(server.url, ceph.url if ceph else "", cookies)
    end(worker)
    server.stop()
    if ceph is not None:
        ceph.stop()


def _start_worker(folder: Path, more: dict[str, str]) -> subprocess.Popen[bytes]:
    env = {name: text for name, text in os.environ.items() if "PASSALONG" not in name}
    settings = {"ENVIRONMENT": "test", "MEDIA_FOLDER": str(folder / "media"), **more}
    env |= {f"PASSALONG_{name}": text for name, text in settings.items()}
    command = [sys.executable, "-m", "app", "worker"]
    return start(Program(command, folder / "worker.log", env=env, cwd=ROOT))
