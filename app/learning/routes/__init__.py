"""Pages and forms of this room; `app.main` includes `router`.

Include it before the pages of packs: `/packs/{slug}/done` is one of ours.
"""

from fastapi import APIRouter

from app.learning.routes import finish, own, statements
from app.web.flat_routes import flat_routes

_PARTS = (finish, statements, own)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))
