"""The interface's catalogs hold every string, with the same placeholders."""

import subprocess
import sys

from tests.conventions.sources import ROOT


def test_catalogs_are_up_to_date_and_sound() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "app", "translations", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, (
        "run `python -m app translations update`, then translate:\n"
        f"{checked.stdout}{checked.stderr}"
    )
