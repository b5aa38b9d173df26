"""A server may hold as many sockets as the system lets it."""

import resource
import subprocess
import sys

SCRIPT = """
import resource
from app.platform.open_files import allow_many_open_files
_, most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
allow_many_open_files()
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_the_limit_of_open_files_is_raised_as_far_as_it_may_be() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)

    said = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )

    assert int(said.stdout) == most
