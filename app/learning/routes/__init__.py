"""Pages and forms of this room; `app.main` includes `router`.

Include it before the pages of packs: `/packs/{slug}/done` is one of ours.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.learning.routes import finish, own, statements

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)
for _part in (finish, statements, own):
    router.include_router(_part.router)
