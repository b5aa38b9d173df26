"""The commands install what is missing, leave the rest alone, and say what to do."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conventions.sources import ROOT
from tools import environment, node_tools, provision
from tools.provision import Need


def need(name: str, *, there: bool) -> Need:
    return Need(name, f"package-of-{name}", lambda: there)


def test_only_what_is_missing_is_installed() -> None:
    needs = [need("here", there=True), need("gone", there=False)]

    assert provision.missing(needs) == ["package-of-gone"]


def test_a_machine_that_has_everything_is_left_alone() -> None:
    assert provision.missing([need("here", there=True)]) == []


def test_without_apt_get_a_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit) as stopped:
        provision.install(["chromium", "redis-server"])

    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "there is no apt-get: install chromium redis-server." in said


def test_without_root_and_sudo_a_sentence_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000)

    with pytest.raises(SystemExit):
        provision.install(["chromium", "redis-server"])

    said = capsys.readouterr().err
    assert "apt-get update && apt-get install chromium redis-server" in said


def debian(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    offered: dict[str, str],
    fails: bool = False,
) -> Path:
    """Pretend a system whose apt knows these packages; what it is asked is noted."""
    lines = "\n".join(
        f'[ "$2" = {name} ] && echo "  Candidate: {version}"'
        for name, version in offered.items()
    )
    asked = folder / "asked"
    for name, text in (
        ("apt-cache", f"#!/bin/sh\n{lines}\nexit 0\n"),
        ("apt-get", f"#!/bin/sh\necho $* >> {asked}\nexit {int(fails)}\n"),
        ("sudo", '#!/bin/sh\nshift\nexec "$@"\n'),
        # What runs them, and not the browsers that are beside it on this machine.
        ("env", '#!/bin/sh\nexec /usr/bin/env "$@"\n'),
    ):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return asked


def test_a_package_the_system_does_not_have_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As on Ubuntu, which has Chromium as a snap only."""
    offered = {"redis-server": "5:7.0.15", provision.SHELL: "(none)"}
    asked = debian(tmp_path, monkeypatch, offered=offered)

    with pytest.raises(SystemExit):
        provision.install([provision.SHELL, "redis-server"])

    said = capsys.readouterr().err
    assert f"no package called {provision.SHELL}. Ubuntu has Chromium as a" in said
    assert "install" not in asked.read_text()


def provision_chromium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["provision", "chromium"])
    provision.main()


def test_a_machine_with_another_chromium_gets_the_one_that_takes_less_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = debian(tmp_path, monkeypatch, offered={provision.SHELL: "156"})
    (tmp_path / "chromium").touch(mode=0o755)

    provision_chromium(monkeypatch)

    assert f"install -y --no-install-recommends {provision.SHELL}" in asked.read_text()


@pytest.mark.parametrize(("version", "fails"), [("(none)", False), ("156", True)])
def test_where_it_cannot_be_had_the_other_chromium_will_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, *, fails: bool
) -> None:
    offered = {provision.SHELL: version}
    asked = debian(tmp_path, monkeypatch, offered=offered, fails=fails)
    (tmp_path / "chromium").touch(mode=0o755)

    provision_chromium(monkeypatch)

    assert ("install" in asked.read_text()) == fails


def test_a_machine_that_has_it_is_not_asked_for_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = debian(tmp_path, monkeypatch, offered={provision.SHELL: "156"})
    (tmp_path / provision.SHELL).touch(mode=0o755)

    provision_chromium(monkeypatch)

    assert not asked.exists()


def test_an_npm_that_is_too_old_is_told_to_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "npm").write_text("#!/bin/sh\necho 6.14.4\n")
    (tmp_path / "npm").chmod(0o755)
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(SystemExit):
        node_tools.main()

    assert "the tests need npm 7 or newer" in capsys.readouterr().err


def test_a_misspelt_need_is_refused_with_the_names_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        provision.chosen(["chromum"])

    assert "'chromium'" in capsys.readouterr().err


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder in which everything is installed; return its lock file."""
    monkeypatch.chdir(folder)
    lock = folder / "requirements" / "app.txt"
    lock.parent.mkdir()
    lock.write_text("fastapi==1 --hash=sha256:00\n")
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").touch()
    (folder / ".venv" / "installed.txt").write_text(environment.fingerprint("app"))
    return lock


def test_a_changed_lock_file_is_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = installed(tmp_path, monkeypatch)

    before = environment.is_installed("app")
    lock.write_text("fastapi==2 --hash=sha256:11\n")

    assert before
    assert not environment.is_installed("app")


def test_what_another_python_installed_is_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed(tmp_path, monkeypatch)

    monkeypatch.setattr(sys, "base_prefix", "/opt/another")

    assert not environment.is_installed("app")


@pytest.mark.parametrize("given", ["/opt/another/bin/python3", None])
def test_the_system_s_python_is_taken_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch, given: str | None
) -> None:
    """Where the system has none that will do, the first there is."""
    if given:
        monkeypatch.setenv("PYTHON", given)
    else:
        monkeypatch.delenv("PYTHON", raising=False)

    # Not the settings of a `make` that runs these tests.
    command = ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "make", "-n", "app-venv"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    python = said.stdout.partition(" -m tools.environment")[0]
    assert python in ([given] if given else ["/usr/bin/python3", "python3"])


def test_the_tools_run_on_a_bare_python() -> None:
    """`make run` calls them before anything is installed."""
    modules = "tools.environment, tools.provision, tools.node_tools"

    # -S leaves out everything that pip installs.
    subprocess.run(
        [sys.executable, "-S", "-c", f"import {modules}"], cwd=ROOT, check=True
    )


def test_a_program_that_is_not_the_known_one_is_never_made_executable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known, other = tmp_path / "known", tmp_path / "other"
    known.write_bytes(b"#!/bin/sh\n")
    other.write_bytes(b"#!/bin/sh\nsomething else\n")
    sha256 = hashlib.sha256(known.read_bytes()).hexdigest()

    node_tools.allow_program(known, sha256)
    with pytest.raises(SystemExit):
        node_tools.allow_program(other, sha256)

    assert os.access(known, os.X_OK)
    assert not other.stat().st_mode & 0o111
    assert "is not the file that was looked at" in capsys.readouterr().err
