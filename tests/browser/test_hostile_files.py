"""What would get past every look at it still does nothing: files run in no browser.

The files are stored as they came, as if nothing had coded them anew, and shown to
everybody under the types they claim; a page of another site tries all that pages can.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.main import create_app
from tests.browser.watching import profile
from tests.databases import Databases, make_settings
from tests.media.polyglots import drawings, polyglots
from tests.media.test_serving import show
from tests.security.serving import own_origin, served

RAN = "a file has run"
# Whatever a hostile file calls, in any frame, says so.
TRAP = f"window.polyglot_ran = window.alert = () => console.error('{RAN}');"
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}
TYPES |= {"WEBP": "image/webp", "AVIF": "image/avif", "song": "audio/mpeg"}
# Waits until whatever a page names has come, or has not.
EVERY = """(addresses) => Promise.all(addresses.flatMap((address) =>
  ["iframe", "embed", "object", "img", "script"].map((kind) => new Promise((done) => {
    const one = document.createElement(kind);
    one.onload = one.onerror = () => setTimeout(done, 0);
    one[kind === "object" ? "data" : "src"] = address;
    document.body.append(one);
    // What is saved rather than shown tells nobody that it came.
    setTimeout(done, 3000);
  })))).then(() => true)"""
AT_ONCE = 60


@pytest.fixture(scope="module")
def hostile(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """Addresses of hostile files that a site shows as they are."""
    url, port = own_origin()
    media = tmp_path_factory.mktemp("hostile")
    base = databases.copy("empty")
    app = create_app(make_settings(base, media, public_url=url))
    found = [(data, _claimed(name)) for name, data in polyglots().items()]
    elsewhere = "http://127.0.0.1:9/"
    found += [(data, "image/svg+xml") for data in drawings(elsewhere).values()]
    found += [(data, "text/html") for data, _ in found[::5]]
    with served(app, port):
        yield [
            url + show(app, data, kind, f"hostile{number}.bin")
            for number, (data, kind) in enumerate(found)
        ]
    app.state.database.close()
    databases.drop(base)


def _claimed(name: str) -> str:
    return next((kind for word, kind in TYPES.items() if word in name), "image/png")


@pytest.mark.slow
def test_no_file_runs_in_a_frame_as_a_picture_or_as_a_script(
    chromium: Browser, hostile: list[str], tmp_path: Path
) -> None:
    assert len(hostile) >= 120
    context = profile(chromium)
    context.add_init_script(TRAP)
    page = context.new_page()
    ran: list[str] = []
    page.on("console", lambda said: ran.append(said.text) if RAN in said.text else None)
    page.on("dialog", lambda dialog: ran.append(dialog.message))

    with page.expect_console_message(lambda said: RAN in said.text):
        page.goto("data:text/html,<iframe srcdoc='<script>polyglot_ran()</script>'>")
    assert ran == [RAN], "the trap works"
    ran.clear()
    for first in range(0, len(hostile), AT_ONCE):
        page.goto("data:text/html,<body>")
        page.evaluate(EVERY, hostile[first : first + AT_ONCE])

    assert ran == []
    context.close()
