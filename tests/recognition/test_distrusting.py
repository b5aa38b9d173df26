"""The command that has a leaked key refused: what it lists, says and does."""

import pytest
from fastapi import FastAPI
from sqlmodel import select
from typer.testing import CliRunner, Result

from app.cli import app as passalong
from app.platform.settings import Settings, get_settings
from app.recognition.keys import signing_key
from app.recognition.models import Badge
from tests.accounts.people import Browser
from tests.recognition.journey import credential_of, make_badge

NEW = "n" * 40


@pytest.fixture
def with_secret(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command see the database of the test, and another secret."""
    monkeypatch.setenv("PASSALONG_ENVIRONMENT", "test")
    monkeypatch.setenv("PASSALONG_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("PASSALONG_SECRET_KEY", NEW)
    get_settings.cache_clear()


def run(*words: str) -> Result:
    result = CliRunner().invoke(passalong, ["badges", *words])
    get_settings.cache_clear()
    return result


@pytest.mark.usefixtures("with_secret")
@pytest.mark.parametrize(
    ("since", "said"),
    [
        ("2020-01-01", "revoked 1, signed anew 0"),
        ("2999-01-01", "revoked 0, signed anew 1"),
    ],
)
def test_a_key_is_listed_until_it_is_distrusted(
    learner: Browser, statement: str, app: FastAPI, since: str, said: str
) -> None:
    token = make_badge(learner, statement)
    key = signing_key(app.state.settings.signing_keys[-1]).public.name
    before = run("keys")

    done = run("distrust", key, "--since", since)

    assert f"{key}  since " in before.stdout
    assert "badges 1" in before.stdout
    assert done.stdout.strip() == said
    assert key not in run("keys").stdout
    if "anew 1" in said:
        method = credential_of(learner, token)["proof"]["verificationMethod"]
        assert method.endswith(f"#{signing_key(NEW).public.name}")
    else:
        page = learner.get(f"/en/badges/{token}")
        assert page.status_code == 410
        assert "known to somebody else" in page.text
    with app.state.database.open_session() as session:
        (row,) = session.scalars(select(Badge)).all()
    assert bool(row.document) == ("anew 1" in said)


@pytest.mark.usefixtures("with_secret")
def test_a_key_that_still_signs_or_never_did_is_not_distrusted(
    learner: Browser, statement: str
) -> None:
    make_badge(learner, statement)
    own = run("distrust", signing_key(NEW).public.name, "--since", "2026-01-01")
    unknown = run("distrust", "nobody", "--since", "2026-01-01")

    assert own.exit_code == unknown.exit_code == 1
    assert "PASSALONG_SECRET_KEY" in own.stderr
    assert "No badge was signed" in unknown.stderr
    assert "badges 1" in run("keys").stdout
