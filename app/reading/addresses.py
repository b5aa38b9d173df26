"""Where programs read: read in when one does."""

from app.web.late_rooms import LateRoom

programs = LateRoom("app.reading.api.routers", below=("/api/v1", "/{lang}/api"))
