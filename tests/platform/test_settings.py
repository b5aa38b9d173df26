"""A wrong or unsafe setting stops the start: its key is told, never what it was."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.platform.settings import DEVELOPMENT_SECRET, SettingsError, load_settings
from tests.conventions.sources import ROOT

SECRET = "a-secret-of-someone-with-enough-characters"
# As the issue has it; a start that reads settings first takes less than half a second.
MOST_CPU_SECONDS = 2
# What `-X importtime` says of our own program, and of the framework.
READ_IN = re.compile(r"\| +((?:app|fastapi|starlette)\b\S*)$", re.MULTILINE)
PRODUCTION = {
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://learn.example.org",
    "ALLOWED_HOSTS": "learn.example.org",
    "SECRET_KEY": SECRET,
}
# What is wrong: the key, its value, and what else has to be set.
WRONG = (
    ("ENVIRONMENT", "staging-zone"),
    ("ENVIRONMENT", "Production "),
    ("PUBLIC_URL", "learn.example.org"),
    ("PUBLIC_URL", "ftp://learn.example.org"),
    ("PUBLIC_URL", "https://learn.example.org/path-of-ours"),
    ("PUBLIC_URL", "https://learn.example.org/?query-of-ours"),
    ("PUBLIC_URL", "https://ama:opensesame@learn.example.org"),
    ("PUBLIC_URL", "https://learn.example.org:99999"),
    ("PUBLIC_URL", "https://[learn.example.org"),
    ("PUBLIC_URL", "https://learn℀.example.org"),
    ("PUBLIC_URL", ""),
    ("ALLOWED_HOSTS", " , ,"),
    ("ALLOWED_HOSTS", "https://learn.example.org"),
    ("ALLOWED_HOSTS", "learn.example.org/path"),
    ("HOST", "  "),
    ("PORT", "eightthousand"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "80.5"),
    ("SECRET_KEY", "opensesame"),
    ("SECRET_KEY", "                                        "),
    ("SECRET_KEY", f"{SECRET} opensesame"),
    ("DATABASE_URL", "mysql://root:opensesame@db/passalong"),
    ("DATABASE_URL", "sqlite://elsewhere"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite:///:memory:"),
    ("DATABASE_URL", "postgresql+psycopg://ama:opensesame@db:port/passalong"),
    ("DATABASE_URL", "postgresql+psycopg://ama:opensesame@db/"),
    ("WORKER", "perhaps"),
    ("LOCAL_ACCOUNTS", "2026"),
    ("DEMO", "maybe"),
    ("PSEUDO_LOCALES", "some"),
    ("DEBUG", "verbose"),
    ("MEDIA_HOST", "files.example.org"),
    ("MEDIA_HOST", "https://files.example.org/path-of-ours"),
    ("MEDIA_HOST", "https://ama:opensesame@files.example.org"),
    ("MEDIA_HOST", "https://files.example.org:99999"),
    ("MEDIA_HOST", "https://files.example.org;script-src"),
    ("MEDIA_HOST", "https://*.example.org"),
    ("OAUTH_ISSUER", "https://[meta.example.org"),
    ("SEARCH_URL", "searching.example.org:7700"),
    ("SEARCH_URL", "https://ama:opensesame@searching.example.org"),
    ("SEARCH_URL", "https://searching.example.org/?query-of-ours"),
    ("SEARCH_NAME", "Name of ours"),
    ("SEARCH_KEY", "two words-of-ours"),
    ("SEARCH_KEY_FILE", "/nowhere/key-of-ours"),
    ("SEARCH_INDEX_KEY_FILE", "/nowhere/key-of-ours"),
    ("PAGE_CACHE_MB", "-1"),
    ("PAGE_CACHE_MB", "5000"),
    ("PAGE_CACHE_MB", "lots"),
    ("LOG_LEVEL", "chatty"),
)
UNSAFE = (
    ("SECRET_KEY", DEVELOPMENT_SECRET),
    ("DEBUG", "true"),
    ("DEMO", "true"),
    ("PSEUDO_LOCALES", "true"),
    ("PUBLIC_URL", "http://learn.example.org"),
    ("ALLOWED_HOSTS", "*"),
    ("MEDIA_HOST", "http://files.example.org"),
    ("MEDIA_HOST", "https://learn.example.org"),
    ("MEDIA_HOST", "https://LEARN.example.org:8443"),
)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of whoever runs the tests play no part."""
    for key in [key for key in os.environ if key.startswith("PASSALONG_")]:
        monkeypatch.delenv(key)


def give(monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str]) -> None:
    for key, value in values.items():
        monkeypatch.setenv(f"PASSALONG_{key}", value)


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_wrong_setting_is_named_and_its_value_is_not_told(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    give(monkeypatch, {key: value})

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    lines = str(refusal.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [f"PASSALONG_{key}"]
    assert not value.strip() or value.strip() not in str(refusal.value)
    assert "opensesame" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None, "a traceback would show the value"


@pytest.mark.parametrize(("key", "value"), UNSAFE)
def test_production_refuses_what_is_unsafe(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    give(monkeypatch, {**PRODUCTION, key: value})

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    assert f"PASSALONG_{key}" in str(refusal.value)
    assert value == "true" or value not in str(refusal.value)


@pytest.mark.parametrize("key", ["ALLOWED_HOSTS", "SECRET_KEY", "PUBLIC_URL"])
def test_production_needs_what_has_no_safe_default(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    give(monkeypatch, {k: value for k, value in PRODUCTION.items() if k != key})

    with pytest.raises(SettingsError, match=f"PASSALONG_{key}"):
        load_settings()


def test_safe_production_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, PRODUCTION)

    settings = load_settings()

    assert settings.is_secure
    assert settings.allowed_hosts == ("learn.example.org",)
    assert SECRET not in repr(settings)


def test_files_can_have_a_host_of_their_own_as_safe_as_the_site(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    give(monkeypatch, {**PRODUCTION, "MEDIA_HOST": "https://Files.example.org/"})

    assert load_settings().media_host == "https://files.example.org"

    # Browsers show nothing of http on a page of https, whatever the environment is.
    give(monkeypatch, {"ENVIRONMENT": "test", "MEDIA_HOST": "http://files.example.org"})
    with pytest.raises(SettingsError, match="PASSALONG_MEDIA_HOST: must begin"):
        load_settings()


@pytest.mark.parametrize("key", ["PASSALONG_DATABSE_URL", "PASSALONG_", "passalong_x"])
def test_a_key_nobody_knows_is_refused(
    monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv(key, "opensesame")

    with pytest.raises(SettingsError, match="there is no such setting") as refusal:
        load_settings()

    assert key in str(refusal.value)
    assert "opensesame" not in str(refusal.value)


def test_every_wrong_key_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, {"PORT": "x", "DEMO": "x", "WHAT": "x", "LOG_LEVEL": "x"})

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    named = {line.partition(":")[0] for line in str(refusal.value).splitlines()}
    assert named == {
        f"PASSALONG_{key}" for key in ("PORT", "DEMO", "WHAT", "LOG_LEVEL")
    }


@pytest.mark.parametrize("given", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_half_a_sign_in_provider_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    give(monkeypatch, {f"OAUTH_{given}": "https://meta.example.org"})

    with pytest.raises(
        SettingsError, match="PASSALONG_OAUTH_CLIENT_SECRET go together"
    ):
        load_settings()


@pytest.mark.parametrize("given", ["URL", "KEY", "INDEX_KEY"])
def test_half_a_search_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    give(monkeypatch, {f"SEARCH_{given}": "https://searching.example.org"})

    with pytest.raises(SettingsError, match="PASSALONG_SEARCH_INDEX_KEY go together"):
        load_settings()


def test_keys_to_search_can_be_kept_in_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    search, index = tmp_path / "search", tmp_path / "index"
    search.write_text("opensesame-search\n")
    index.write_text("opensesame-index")
    give(monkeypatch, {"SEARCH_URL": "https://searching.example.org/"})
    give(monkeypatch, {"SEARCH_KEY_FILE": str(search)})
    give(monkeypatch, {"SEARCH_INDEX_KEY_FILE": str(index)})

    settings = load_settings()

    assert settings.search_url == "https://searching.example.org"
    assert settings.key_to_search == "opensesame-search"
    assert settings.key_to_index == "opensesame-index"
    assert "opensesame" not in repr(settings)


def test_a_key_and_a_file_that_may_hold_another_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text("opensesame")
    give(monkeypatch, {"SEARCH_KEY": "opensesame-too", "SEARCH_KEY_FILE": str(file)})

    with pytest.raises(SettingsError, match="SEARCH_KEY: give it or its file") as no:
        load_settings()

    assert "opensesame" not in str(no.value)


def test_another_port_is_in_the_address_readers_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PASSALONG_PORT", "8044")

    assert load_settings().public_url == "http://127.0.0.1:8044"


def test_settings_do_not_change_after_the_start() -> None:
    settings = load_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1  # type: ignore[misc]


def test_the_newest_of_several_secrets_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    newest, oldest = "n" * 32, "o" * 32
    give(monkeypatch, {"SECRET_KEY": f"{newest} {oldest}"})

    assert load_settings().signing_keys == [oldest, newest]


@pytest.mark.parametrize("command", ["serve", "doctor"])
def test_a_command_with_a_wrong_setting_ends_at_once(
    tmp_path: Path, command: str
) -> None:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PASSALONG_")},
        "PASSALONG_DATABASE_URL": f"mysql://root:opensesame@{tmp_path.name}/db",
        "PASSALONG_SECRET_KEY": "opensesame",
    }

    before = os.times()
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = ended.stdout + ended.stderr
    assert ended.returncode == 2
    assert "PASSALONG_DATABASE_URL" in said
    assert "PASSALONG_SECRET_KEY" in said
    assert "opensesame" not in said
    assert "Traceback" not in said
    # Of CPU: how long that takes on the clock depends on what else the machine does.
    after = os.times()
    user = after.children_user - before.children_user
    system = after.children_system - before.children_system
    assert user + system < MOST_CPU_SECONDS
    # It takes a fifth of that as long as nothing else is read in before.
    read_in = READ_IN.findall(ended.stderr)
    assert "app.platform.settings" in read_in
    assert [name for name in read_in if not name.startswith("app.platform")] == ["app"]
