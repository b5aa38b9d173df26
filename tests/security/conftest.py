"""The whole program on the starter content, shared by tests that only ask."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi import FastAPI

from app.accounts.models import User
from app.learning.models import Statement
from app.main import create_app
from app.packs.queries import get_pack
from app.platform import clock
from app.platform.ids import secret_token
from tests.accounts.people import add_person, token_for
from tests.browser.pages import TRANSLATED_PACK
from tests.databases import Databases, make_settings

# A sign-in provider that is never asked.
PROVIDER = {
    "oauth_issuer": "https://wiki.example/w/rest.php",
    "oauth_client_id": "1",
    "oauth_client_secret": "1",
}


@dataclass(frozen=True)
class Ready:
    """An app with somebody who is signed in and has a statement."""

    app: FastAPI
    user: User
    token: str
    statement: str


@pytest.fixture(scope="module")
def ready(databases: Databases) -> Iterator[Ready]:
    url = databases.copy("starter")
    app = create_app(
        make_settings(
            url,
            databases.media,
            **PROVIDER,
        )
    )
    database = app.state.database
    with database.transaction() as session:
        user = add_person(session, "Ama")
        statement = Statement(
            token=secret_token(),
            user_id=user.number,
            pack_key=get_pack(session, TRANSLATED_PACK).key,
            pack_title="A pack",
            pack_version="1",
            version_on=clock.now().date(),
            language="en",
            holder="Ama",
            completed_on=clock.now().date(),
        )
        session.add(statement)
        session.flush()
        token = statement.token
    yield Ready(app, user, token_for(database, user), token)
    database.close()
    databases.drop(url)
