"""Pages and forms of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.accounts.routes import account, entry, preferences, provider
from app.web.flat_routes import flat_routes

_PARTS = (entry, provider, preferences, account)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))
