"""Pages and forms of this room; `app.main` includes `router`."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.accounts.routes import account, entry, preferences, provider

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
for _part in (entry, provider, preferences, account):
    router.include_router(_part.router)
