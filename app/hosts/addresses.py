"""Where organisations look after their sites: read in when one does."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.hosts.routes",
    below=("/{lang}/organisations/{slug}/sites",),
    links={"hosts.sites": "/{lang}/organisations/{slug}/sites"},
)
