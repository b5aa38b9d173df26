"""Where the pages of authors are: read in when somebody writes, or looks at how."""

from app.web.late_rooms import LateRoom

room = LateRoom(
    "app.authoring.routes",
    below=(
        "/live",
        "/{lang}/contribute",
        "/{lang}/edit",
        "/{lang}/packs/{slug}/{number:int}/blame",
        "/{lang}/packs/{slug}/{number:int}/suggest",
        "/{lang}/report",
        "/{lang}/review",
        "/{lang}/suggestions",
        "/{lang}/talk",
        "/{lang}/thanks",
        "/{lang}/withdrawn",
    ),
    links={
        "authoring.arrange": "/{lang}/edit/{slug}",
        "authoring.begun_pack": "/{lang}/contribute/drafts/{slug}",
        "authoring.edit": "/{lang}/edit/{slug}/{number}",
        "authoring.new": "/{lang}/contribute/new",
        "authoring.files": "/{lang}/edit/{slug}/files",
        "authoring.talk": "/{lang}/edit/{slug}/{number}/talk",
        "authoring.restore_about": "/{lang}/edit/{slug}/about/restore/{version}",
        "authoring.restore": "/{lang}/edit/{slug}/{number}/restore/{version}",
    },
)
