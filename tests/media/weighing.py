"""What the worker weighs while it looks through what waits.

`python -m tests.media.weighing`, with the environment of a worker, does what is due and
writes the most memory it held, and the most that one of its programs held, in bytes.
"""

import re
import resource
import sys
from pathlib import Path

from app.main import create_app


def main() -> None:
    """Do what is due, and write both figures."""
    app = create_app()
    app.state.worker.run_due()
    # Not ru_maxrss: that begins with what the process held that started this one.
    held = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    programs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(f"{int(held[1] if held else 0) * 1024} {programs * 1024}")


if __name__ == "__main__":
    main()
