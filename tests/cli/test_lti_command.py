"""`passalong lti`, on a real database."""

from app.lti.own_keys import public_keys
from app.platform.settings import Settings
from tests.cli.conftest import Run
from tests.factories.library import ContentFolders


def test_after_a_theft_learning_systems_see_another_key_only(
    passalong: Run, folders: ContentFolders
) -> None:
    secrets = Settings(environment="test").signing_keys
    with folders.database.transaction() as session:
        [stolen] = public_keys(session, secrets)["keys"]

    ended = passalong("lti", "replace-keys")

    assert ended.exit_code == 0, ended.output
    with folders.database.transaction() as session:
        [kept] = public_keys(session, secrets)["keys"]
    assert kept["kid"] != stolen["kid"]
