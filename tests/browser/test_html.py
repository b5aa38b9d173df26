"""Every page is valid HTML, by the W3C's own checker, in one run."""

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections import defaultdict
from pathlib import Path

from tests.browser.pages import MISSING, PAGES, PSEUDO
from tests.conventions.sources import ROOT, listed
from tests.services.process import java

# htmx reads these; everything else that is not in the standard is an error.
HTMX_ATTRIBUTE = re.compile(r"^Attribute “hx-[a-z:.-]+” not allowed on element")
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"


def fetch(address: str) -> bytes:
    """Return the body of a page, error pages included."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own loopback server
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return bytes(error.read())


def check(folder: Path) -> list[dict[str, str]]:
    """Run vnu over a folder of pages and return its messages."""
    assert VNU.exists(), "vnu is missing: run `make node-tools`"
    command = [*java(), "-jar", str(VNU), "--format", "json", "--stdout"]
    ran = subprocess.run(
        [*command, "--exit-zero-always", str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    messages: list[dict[str, str]] = json.loads(ran.stdout)["messages"]
    return messages


def is_error(message: dict[str, str]) -> bool:
    """Return whether a message of vnu is one to mend."""
    is_wrong = message["type"] in {"error", "non-document-error"}
    return is_wrong and not HTMX_ATTRIBUTE.match(message["message"])


def test_every_page_is_valid_html(live_server: str, tmp_path: Path) -> None:
    paths = [*PAGES, *PSEUDO, *MISSING]
    for number, path in enumerate(paths):
        (tmp_path / f"{number}.html").write_bytes(fetch(live_server + path))

    found = defaultdict(set)
    for message in check(tmp_path):
        if is_error(message):
            number = int(Path(message["url"]).stem)
            where = f"{message['message']} {message.get('extract', '')[:120]!r}"
            found[where].add(paths[number])

    problems = [f"{text} on {sorted(pages)[:3]}" for text, pages in found.items()]
    assert not problems, f"{len(problems)} kinds of error:{listed(problems)}"
