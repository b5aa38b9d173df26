"""What a server leaves out of the search for garbage, and others do not."""

import subprocess
import sys

import pytest

from tests.conventions.sources import ROOT

PROGRAM = """
import gc
from app.platform.memory import keep_memory_low, look_no_more_at_what_is_there

if {is_server}:
    keep_memory_low()
before = gc.get_freeze_count()
read_in = [[number] for number in range(5_000)]
look_no_more_at_what_is_there()
print(gc.get_freeze_count() - before >= 5_000, gc.isenabled())
"""


@pytest.mark.parametrize("is_server", [True, False])
def test_only_a_server_looks_no_more_at_what_it_has_read_in(*, is_server: bool) -> None:
    program = PROGRAM.format(is_server=is_server)
    command = [sys.executable, "-c", program]
    said = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert said.split() == [str(is_server), "True"]
