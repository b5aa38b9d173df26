"""All operations of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.reading.api import document, packs, records, vocabularies
from app.web.late_routes import LateRoute

router = APIRouter(route_class=LateRoute)
for _part in (packs, records, vocabularies, document):
    router.include_router(_part.router)
