"""Second names of files, by which nginx sends them without asking the program.

`.shown/media/<digest>/<name>` is the address of a file below a folder. The bytes are
those of the file itself. All of it may be taken away at any time: then nginx asks.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from app.platform.storage.interface import check_key, is_content_key

SHOWN = ".shown"


class ShownFiles:
    """The second names in a folder of files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = folder / SHOWN

    def show(self, key: str) -> bool:
        """Give a file a second name; return whether it has got one now.

        Where it had one, or the disk knows no second names, nothing is done.
        """
        name = self._path(key)
        try:
            name.parent.mkdir(parents=True, exist_ok=True)
            os.link(self._folder / key, name)
        except OSError:
            return False
        return True

    def hide(self, keys: Iterable[str]) -> None:
        """Take second names away; those that are not there are no error."""
        for name in map(self._path, filter(is_content_key, keys)):
            name.unlink(missing_ok=True)
            with suppress(OSError):
                # Others with the same bytes may be there.
                name.parent.rmdir()

    def hide_all(self) -> None:
        """Take every second name away."""
        shutil.rmtree(self._root, ignore_errors=True)

    def keys(self) -> Iterator[str]:
        """Yield the keys of files that have a second name."""
        for name in sorted(self._root.glob("media/*/*")):
            digest = name.parent.name
            yield f"{digest[:2]}/{digest}/{name.name}"

    def _path(self, key: str) -> Path:
        check_key(key)
        return self._root / "media" / key.partition("/")[2]
