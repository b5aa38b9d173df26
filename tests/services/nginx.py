"""nginx in front of the program, set up as docs/files.md says."""

import re
from collections.abc import Sequence
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

_SETUP = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
CONFIG = """daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
user root;
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  keepalive_requests 100000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  upstream passalong {{ server 127.0.0.1:{app_port}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    {setup}
    location /bare/ {{ alias {media}/; }}
  }}
}}
"""


def start_nginx(
    folder: Path, app_port: int, media: Path, before: Sequence[str] = ()
) -> RunningServer:
    """Start nginx with the lines of docs/files.md; `/bare/` is the folder alone."""
    program = need_program("nginx", package="nginx-light")
    found = _SETUP.search((ROOT / "docs" / "files.md").read_text())
    assert found, "docs/files.md has no lines for nginx"
    setup = found[1].replace("/var/lib/passalong/media", str(media))
    setup = setup.replace("http://127.0.0.1:8000", "http://passalong")
    port = free_port()
    text = CONFIG.format(
        folder=folder, app_port=app_port, port=port, media=media, setup=setup
    )
    (folder / "nginx.conf").write_text(text)
    log = folder / "nginx.log"
    command = [*before, program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    process = start(Program(command, log))
    wait_until(lambda: answers(port), process, log)
    return RunningServer(f"http://127.0.0.1:{port}", lambda: end(process), process.pid)
