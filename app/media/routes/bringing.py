"""Files for those who bring them; `app.main` includes `router`."""

from fastapi import APIRouter

from app.media.routes import captions, commons, direct, files, uploading, words
from app.web.flat_routes import flat_routes

_PARTS = (direct, uploading, commons, captions, words, files)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))
