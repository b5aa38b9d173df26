"""The code of templates, kept as Python keeps that of modules.

Compiling the dozen of a page takes a twentieth of a start. Whoever prepares a site
writes it; a server reads what is there, and compiles what is not, or was made from
another template, by another program or another version of Jinja.
"""

from collections.abc import MutableMapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from types import CodeType
from typing import Any, ClassVar

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, Template
from jinja2.bccache import Bucket

_HERE = Path(__file__).parent
# What the code of a template follows from besides its text and the version of Python.
_WRITERS = (_HERE / "rendering.py", _HERE / "templates.py")
_SUFFIXES = ("html", "css")


class TemplatesOfProcess(FileSystemLoader):
    """Reads a template once in a process, for all its environments.

    `kept` is the folder of what was compiled. An environment that looks for changes of
    templates (`auto_reload`) compiles them itself.
    """

    _known: ClassVar[dict[str, CodeType]] = {}

    def __init__(self, folder: Path, kept: Path) -> None:
        super().__init__(folder)
        self._kept = _Kept(str(kept), "%s.jinja")

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """Return a template of an environment, of code that all of them share."""
        if environment.auto_reload:
            return super().load(environment, name, globals)
        code = self._known.get(name)
        if code is None:
            code, _ = self._found(environment, name)
            self._known[name] = code
        return Template.from_code(environment, code, globals or {})

    def compile_stale(self, environment: Environment) -> list[str]:
        """Keep the code of all templates; say which had to be compiled.

        Raises OSError where nothing can be written.
        """
        Path(self._kept.directory).mkdir(parents=True, exist_ok=True)
        done = []
        for name in environment.list_templates(extensions=_SUFFIXES):
            _, compiled = self._found(environment, name)
            if compiled:
                self._kept.set_bucket(compiled)
                done.append(name)
        return done

    def _found(
        self, environment: Environment, name: str
    ) -> tuple[CodeType, Bucket | None]:
        """Return the code of a template, and what to keep if it was compiled now."""
        source, path, _ = self.get_source(environment, name)
        bucket = self._kept.get_bucket(environment, name, path, source)
        if bucket.code is not None:
            return bucket.code, None
        bucket.code = environment.compile(source, name, path)
        return bucket.code, bucket


class _Kept(FileSystemBytecodeCache):
    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is kept, unless it cannot be, or a full disk cut it off."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, UnpicklingError):
            bucket.reset()

    def get_source_checksum(self, source: str) -> str:
        """Return a hash of all that the code of a template follows from."""
        return sha256(_writer() + source.encode()).hexdigest()


@cache
def _writer() -> bytes:
    digest = sha256(version("jinja2").encode())
    for path in _WRITERS:
        digest.update(path.read_bytes())
    return digest.digest()
