"""What handlers of this room ask for besides who is asking."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.accounts.identity import Provider
from app.platform.db import Database
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.platform.settings import Settings


class NotOffered(NotFound):
    """This way of signing in is not set up here."""

    def __init__(self) -> None:
        super().__init__(N_("This way of signing in is not offered here."))


# Coroutines, because they only look at the app: a plain function would wait for a
# thread.
async def database_of(request: Request) -> Database:
    """Return the database, for handlers whose slow work must hold no transaction."""
    database: Database = request.app.state.database
    return database


async def settings_of(request: Request) -> Settings:
    """Return the settings of this app."""
    settings: Settings = request.app.state.settings
    return settings


async def provider_of(request: Request) -> Provider:
    """Return the sign-in provider; raise NotOffered when none is set up."""
    provider: Provider | None = request.app.state.sign_in_provider
    if provider is None:
        raise NotOffered
    return provider


async def local_accounts(request: Request) -> None:
    """Raise NotOffered where people cannot register."""
    if not (await settings_of(request)).local_accounts:
        raise NotOffered


DatabaseDep = Annotated[Database, Depends(database_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
ProviderDep = Annotated[Provider, Depends(provider_of)]
LocalAccounts = Depends(local_accounts)
