"""Where packs are taken along: read in when somebody does."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.takeout.routes",
    below=(
        *("/{lang}/packs/{slug}/offline", "/{lang}/paths/{slug}/offline"),
        *("/{lang}/courses/{slug}/offline", "/{lang}/dumps", "/dumps"),
        "/service-worker.js",
    ),
    links={
        "takeout.path_choices": "/{lang}/paths/{slug}/offline",
        "takeout.course_choices": "/{lang}/courses/{slug}/offline",
        "takeout.dumps": "/{lang}/dumps",
    },
)
