"""Where harvesters and feed readers ask: read in when one does."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.feeds.routes",
    below=("/oai", "/moochub/v3/courses", "/{lang}/skills/{slug}/packs.atom"),
    links={"feeds.skill": "/{lang}/skills/{slug}/packs.atom"},
)
