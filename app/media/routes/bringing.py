"""Files for those who bring them; `app.main` includes `router`."""

from fastapi import APIRouter

from app.media.routes import captions, direct, files, uploading, wikimedia, words
from app.web.flat_routes import flat_routes

_PARTS = (direct, uploading, wikimedia, captions, words, files)
router = APIRouter(routes=flat_routes(part.router for part in _PARTS))
