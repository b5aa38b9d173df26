"""Where badges are: read in when somebody makes or looks at one."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.recognition.routes",
    below=(
        "/.well-known/did.json",
        "/badges",
        "/api/badges/v1",
        "/{lang}/badges",
        "/{lang}/me/badges",
        "/{lang}/statements/{token}/badge",
        "/{lang}/courses/{slug}/badge",
    ),
    links={
        "recognition.own": "/{lang}/me/badges",
        "recognition.from_statement": "/{lang}/statements/{token}/badge",
    },
)
