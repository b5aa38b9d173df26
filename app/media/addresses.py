"""Where people bring files and look after them: read in when somebody does."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.media.routes.bringing",
    below=("/storage", "/{lang}/files"),
    links={
        "media.begin": "/{lang}/files",
        "media.commons": "/{lang}/files/commons",
        "media.item": "/{lang}/files/{token}",
        "media.new": "/{lang}/files/new",
    },
)
