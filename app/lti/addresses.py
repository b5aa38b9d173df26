"""Where learning systems come in, and organisations connect them: read in then."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.lti.routes",
    below=("/lti", "/{lang}/organisations/{slug}/platforms"),
    links={"lti.platforms": "/{lang}/organisations/{slug}/platforms"},
)
