"""Lock files pin everything by hash and name no address to load it from."""

import json
import re

from tests.conventions.sources import ROOT, listed

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[.*?\])?==(\S+)", re.MULTILINE)
LOCKS = ["requirements/app.txt", "requirements/dev.txt", "package-lock.json"]


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / "requirements" / name).read_text()))


def test_no_lock_file_names_an_address() -> None:
    found = [
        f"{name}:{number} {line.strip()[:80]}"
        for name in LOCKS
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1)
        if "://" in line or "--index" in line or "--find-links" in line
    ]

    assert not found, f"see CONTRIBUTING.md on locking again:{listed(found)}"


def test_every_python_pin_has_a_hash() -> None:
    for name in ("app.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        blocks = re.split(r"\n(?=[a-z0-9])", text)

        bare = [
            block.split()[0]
            for block in blocks
            if PIN.match(block) and "--hash=sha256:" not in block
        ]
        assert not bare, f"{name}: compile with --generate-hashes:{listed(bare)}"


def test_every_node_package_has_a_hash() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: item for name, item in lock["packages"].items() if name}

    bare = [name for name, item in packages.items() if "integrity" not in item]
    assert not bare, f"run npm install again:{listed(bare)}"


def test_developers_and_readers_run_the_same_versions() -> None:
    """One environment serves `make run` and `make test` because of this."""
    program, development = pins("app.txt"), pins("dev.txt")

    different = [
        f"{name}: {version} in app.txt, {development.get(name)} in dev.txt"
        for name, version in program.items()
        if development.get(name) != version
    ]
    assert not different, f"compile both lock files again:{listed(different)}"
