"""A real S3 server for tests: Ceph's RADOS Gateway over a store in memory.

Three daemons of one machine on loopback ports: a monitor, an object store, the gateway.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from app.platform.storage.bucket import BucketAccess
from tests.services.memory import memory_folder
from tests.services.process import (
    Program,
    answers,
    end,
    free_port,
    need_program,
    start,
    wait_until,
)

KEY, SECRET = "TESTKEY", "testsecret"
CONFIG = """[global]
fsid = {fsid}
mon host = [v2:127.0.0.1:{monitor_v2},v1:127.0.0.1:{monitor}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = {folder}/keyring
osd crush update on start = false
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 2
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon data avail crit = 1
mon max pg per osd = 1000
mon data = {folder}/mon
osd data = {folder}/osd
rgw data = {folder}/rgw
admin socket = {folder}/run/$name.asok
log file = {folder}/log/$name.log
mon cluster log file = {folder}/log/cluster.log
rgw dns name = 127.0.0.1

[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{port}
"""
CAPS = {
    "mon.": ["mon", "allow *"],
    "client.admin": ["mon", "allow *", "osd", "allow *"],
    "osd.0": ["mon", "allow profile osd", "osd", "allow *"],
    "client.rgw.a": ["mon", "allow rw", "osd", "allow rwx"],
}


@dataclass
class CephServer:
    """The three daemons, their folder, and the gateway's address."""

    folder: Path
    log: Path
    port: int = field(default_factory=free_port)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{self.port}"

    def access(self, bucket: str) -> BucketAccess:
        """Make a bucket, and return what Passalong has to be told to use it."""
        client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(s3={"addressing_style": "path"}),
        )
        client.create_bucket(Bucket=bucket)
        client.close()
        return BucketAccess(self.url, bucket, KEY, SECRET)

    def expire_now(self) -> None:
        """Carry out the lifecycle rules as if a day lasted a second."""
        short = "--rgw-lc-debug-interval=1"
        self._ask("radosgw-admin", "-n", "client.rgw.a", short, "lc", "process")

    def start(self) -> None:
        """Start the daemons one after the other; return when the gateway answers."""
        for name in ("mon", "osd", "run", "log", "rgw"):
            (self.folder / name).mkdir()
        fsid, monitor, monitor_v2 = str(uuid.uuid4()), free_port(), free_port()
        ports = {"monitor": monitor, "monitor_v2": monitor_v2, "port": self.port}
        text = CONFIG.format(fsid=fsid, folder=self.folder, **ports)
        (self.folder / "ceph.conf").write_text(text)
        self._make_keys()
        place = f"[v2:127.0.0.1:{monitor_v2},v1:127.0.0.1:{monitor}]"
        monmap = str(self.folder / "monmap")
        self._ask(
            *("monmaptool", "--create", "--fsid", fsid, "--addv", "a", place, monmap)
        )
        keyring = str(self.folder / "keyring")
        self._ask(
            *("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap),
            *("--keyring", keyring),
        )
        self._run(["ceph-mon", "-i", "a"], lambda: self._says("ceph", "-s"))
        osd = str(uuid.uuid4())
        self._ask("ceph", "osd", "new", osd)
        self._ask("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd)
        self._ask("ceph", "osd", "crush", "add", "osd.0", "1", "root=default", "host=h")
        self._run(
            ["ceph-osd", "-i", "0"], lambda: self._says("ceph", "osd", "stat", "1 up")
        )
        self._run(["radosgw", "-n", "client.rgw.a"], self._is_ready)
        self._ask(
            *("radosgw-admin", "-n", "client.rgw.a", "user", "create", "--uid=t"),
            *("--display-name=t", f"--access-key={KEY}", f"--secret-key={SECRET}"),
        )

    def stop(self) -> None:
        """End the daemons, the last one first, and forget everything."""
        for process in reversed(self._processes):
            end(process, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_keys(self) -> None:
        keyring = str(self.folder / "keyring")
        for number, (name, caps) in enumerate(CAPS.items()):
            made = ["-C"] if number == 0 else []
            pairs = zip(caps[::2], caps[1::2], strict=True)
            words = [word for kind, cap in pairs for word in ("--cap", kind, cap)]
            self._ask("ceph-authtool", *made, keyring, "--gen-key", "-n", name, *words)

    def _run(self, command: list[str], is_ready: Callable[[], bool]) -> None:
        program = Program([*command, "--foreground"], self.log, env=self._env())
        process = start(program)
        self._processes.append(process)
        wait_until(is_ready, process, self.log)

    def _is_ready(self) -> bool:
        if not answers(self.port):
            return False
        client = boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id="nobody",
            aws_secret_access_key="nothing",
            region_name="us-east-1",
        )
        try:
            client.list_buckets()
        except ClientError:
            return True
        except BotoCoreError:
            return False
        finally:
            client.close()
        return True

    def _says(self, *words: str) -> bool:
        *command, wanted = words if words[-1] == "1 up" else (*words, "")
        done = subprocess.run(
            [*command, "--connect-timeout", "3"],
            capture_output=True,
            text=True,
            check=False,
            env=self._env(),
        )
        return done.returncode == 0 and wanted in done.stdout

    def _ask(self, *command: str) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=self._env()
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed:\n{done.stderr[-2000:]}")

    def _env(self) -> dict[str, str]:
        return {**os.environ, "CEPH_CONF": str(self.folder / "ceph.conf")}


def start_ceph(log_folder: Path) -> CephServer:
    """Start a server whose log is in `log_folder`; its data is kept in memory."""
    for name, package in (("ceph-mon",) * 2, ("ceph-osd",) * 2, ("radosgw",) * 2):
        need_program(name, package=package)
    # Paths of sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="ceph-", dir=memory_folder()))
    server = CephServer(folder, log_folder / "ceph.log")
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server
