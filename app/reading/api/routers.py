"""All operations of this room; `app.main` includes `router`."""

from fastapi import APIRouter

from app.reading.api import document, packs, records, vocabularies

router = APIRouter()
for _part in (packs, records, vocabularies, document):
    router.include_router(_part.router)
