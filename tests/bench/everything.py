"""Runs every benchmark, one after the other, and tells how long each took.

`python -m tests.bench.everything`, or with the names of some: `search outage`.
"""

import argparse
import subprocess
import sys
import time

from tests.conventions.sources import ROOT

PAGES = "pages"
BENCHMARKS = (
    *(PAGES, "growth", "search", "search_bad_input", "freshness", "outage"),
    *(
        "reindexing",
        "rebuilding",
        "search_memory",
        "judging",
        "copies",
        "webhooks",
        "remembering",
        "exchanging",
    ),
    *("workbench", "translating", "translators", "live", "media", "writing"),
)


def main() -> None:
    """Run what is asked for; end at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=BENCHMARKS, metavar="name")
    took: dict[str, float] = {}
    for name in parser.parse_args().names:
        module = "tests.bench" if name == PAGES else f"tests.bench.{name}"
        print(f"\npython -m {module}\n", flush=True)
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, check=True)
        took[name] = time.monotonic() - began
    print("\n| benchmark | seconds |\n|---|---:|")
    for name, seconds in took.items():
        print(f"| {name} | {seconds:.0f} |")
    print(f"| all | {sum(took.values()):.0f} |")


if __name__ == "__main__":
    main()
