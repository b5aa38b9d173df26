"""Preparing an installation in a process of its own.

Beside it the server reads in the program, so that both cores work; and what the
preparation took of memory is given back before the first reader comes.
"""

import subprocess
import sys

COMMAND = [sys.executable, "-m", "app", "prepare"]


def start_preparation() -> "subprocess.Popen[bytes]":
    """Begin to migrate, compile and load; what it prints is seen at once."""
    return subprocess.Popen(COMMAND)  # noqa: S603 - our own interpreter and words
