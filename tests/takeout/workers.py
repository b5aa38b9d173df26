"""Copies made by a worker in a test: the program, its worker, and what is due."""

from fastapi import FastAPI
from starlette.testclient import TestClient

from app.platform.i18n import use_locale
from app.takeout.archive import Content
from app.takeout.flavours import made
from app.takeout.making import asked_by_nobody
from app.takeout.wanted import Carried, Flavour, Wanted

SITE = "http://dump.example"
# They show of dumps what all languages do.
THREE_LANGUAGES = ["ar", "en", "sw"]


def app_of(client: TestClient) -> FastAPI:
    """Return the program behind a visitor."""
    app = client.app
    assert isinstance(app, FastAPI)
    return app


def work(client: TestClient) -> None:
    """Do what is due."""
    app_of(client).state.worker.run_due()


def files_of(
    app: FastAPI, place: str, flavour: Flavour, locale: str = "en"
) -> dict[str, Content]:
    """Return what is packed into a copy of what is at a place such as `en/packs/a`."""
    language, kind, slug = place.split("/")
    wanted = Wanted(slug, language, flavour, Carried.TEXT, locale, kind=kind)
    with app.state.database.open_session() as session, use_locale(locale):
        address, request = asked_by_nobody(app, session, wanted)
        return dict(made(address.open(), wanted, request).files)
