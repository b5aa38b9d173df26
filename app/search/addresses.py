"""Where programs search: read in when one does."""

from app.web.late_rooms import LateRoom

programs = LateRoom("app.search.api", below=("/api/v1/search",))
