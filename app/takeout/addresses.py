"""Where packs are taken along: read in when somebody does."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.takeout.routes",
    below=(
        *("/{lang}/packs/{slug}/offline", "/{lang}/dumps", "/dumps"),
        "/service-worker.js",
    ),
    links={
        "takeout.dumps": "/{lang}/dumps",
    },
)
