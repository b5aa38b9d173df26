"""Files over HTTP; `app.main` includes `router`."""

from fastapi import APIRouter

from app.media.routes import captions, direct, files, public, uploading, words
from app.web.flat_routes import flat_routes

_PARTS = (public, direct, uploading, captions, words, files)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))
