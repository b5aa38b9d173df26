"""Where roles are shown and given: read in when somebody asks."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.moderation.routes",
    below=("/{lang}/roles",),
    links={"moderation.roles": "/{lang}/roles"},
)
